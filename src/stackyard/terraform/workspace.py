"""Terraform in the working directory of one environment: init, plan, apply, outputs.

The working directory is the one that ``cdktf`` uses as well, and stays usable for it after every command.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Mapping
from pathlib import Path

from stackyard.errors import Location, StateLocked, TerraformError
from stackyard.io.process import Runner
from stackyard.io.redact import Redactor
from stackyard.terraform.binary import Terraform
from stackyard.terraform.command import Answer, Commander
from stackyard.terraform.events import Diagnostic
from stackyard.terraform.init_lock import init_lock
from stackyard.terraform.init_stamp import is_initialised, known_backend, wanted_backend, write_stamp
from stackyard.terraform.outputs import Output, outputs_in_plan_file, read_outputs
from stackyard.terraform.plan import Plan, PlanSummary
from stackyard.terraform.plan_json import read_plan
from stackyard.terraform.progress import Progress
from stackyard.terraform.variables import JsonValue, hcl_text

__all__ = ["Output", "Workspace"]

_PLACE = (
    "type",
    "bucket",
    "key",
    "path",
    "workspace_key_prefix",
    "endpoints",
    "address",
    "organization",
    "workspaces",
)
"""Arguments of a backend that tell where the state lies; the others tell how it is reached."""

_NO_STATE = "No state file was found"
_LOCK_IS_OLD = "does not match configured version constraint"


class Workspace:
    """One environment's working directory with Terraform on it.

    Args:
        directory: holds ``cdk.tf.json``.
        terraform: the program.
        runner: starts it.
        env: the child's whole environment, see ``child_environment``.
        cli_config: the CLI configuration that ``env`` names.
        plugin_cache: the folder whose users take turns at ``init``.
        redact: takes known secrets out of what Terraform says.
        progress: is told what happens.
    """

    def __init__(
        self,
        directory: Path,
        terraform: Terraform,
        runner: Runner,
        env: Mapping[str, str],
        *,
        cli_config: Path,
        plugin_cache: Path,
        redact: Redactor,
        progress: Progress,
    ) -> None:
        self.directory = directory
        self._terraform = terraform
        self._cli_config = cli_config
        self._plugin_cache = plugin_cache
        self._redact = redact
        self._commands = Commander(directory, terraform, runner, env, redact, progress)
        self._progress = progress
        self._outputs: dict[str, Output] | None = None

    def init(self) -> bool:
        """Fetch providers and set up the backend, unless nothing that it depends on has changed.

        Returns:
            Whether there was something to do.

        Raises:
            TerraformError: the state would be looked for in another place than before, or init failed.
        """
        if is_initialised(self.directory, self._terraform, self._cli_config):
            return False
        arguments = ["-json", "-input=false"]
        if self._backend_is_known():
            # Its place is the same (checked): only how it is reached may have changed, so nothing is moved.
            arguments.append("-reconfigure")
        with init_lock(self._plugin_cache):
            self._run_init(arguments)
        write_stamp(self.directory, self._terraform, self._cli_config)
        return True

    def plan(self, values: Mapping[str, JsonValue], *, destroy: bool = False, refresh: bool = True) -> Plan:
        """What an apply would change.

        Args:
            values: of the declared variables; they reach Terraform through a pipe.
            destroy: plan the end of everything.
            refresh: read every resource from its provider first.

        Raises:
            StateLocked: somebody else holds the state's lock.
            TerraformError: Terraform failed.
        """
        self._refuse_errored_state()
        file = self._private_folder() / "plan"
        arguments = ["-json", "-input=false", "-detailed-exitcode", f"-out={file}"]
        arguments += ["-destroy"] if destroy else []
        arguments += [] if refresh else ["-refresh=false"]
        doing = "planning to destroy" if destroy else "planning"
        answer = self._run("plan", arguments, values, doing, good=(0, 2))
        if answer.code == 0:
            # `show` would start the provider once more, only to say the same.
            self._outputs = outputs_in_plan_file(file)
            _discard(file)
            return Plan()
        shown = self._commands.run("show", ["-json", str(file)], doing="reading the plan")
        return read_plan(shown.stdout, file=file, redact=self._redact)

    def apply(self, plan: Plan, values: Mapping[str, JsonValue]) -> PlanSummary:
        """Apply exactly the plan given, once.

        Returns:
            What was done, counted.

        Raises:
            StateLocked: somebody else holds the state's lock.
            Interrupted: the user stopped it; Terraform ended cleanly.
            TerraformError: the plan is used up or stale, or Terraform failed.
        """
        if plan.is_empty:
            return plan.summary
        if plan.file is None or not plan.file.is_file():
            raise TerraformError("this plan has been applied or given up already", next_step="plan again")
        self._refuse_errored_state()
        self._outputs = None
        try:
            self._run("apply", ["-json", "-input=false", str(plan.file)], values, "applying")
        except StateLocked:
            raise  # Nothing was done: the plan is still good once the lock is free.
        except TerraformError:
            _discard(plan.file)
            self._refuse_errored_state()
            raise
        _discard(plan.file)
        return plan.summary

    def outputs(self) -> dict[str, Output]:
        """The outputs in the state, by name; none where nothing was applied."""
        if self._outputs is None:
            answer = self._commands.run("output", ["-json"], doing="reading the outputs")
            self._outputs = read_outputs(answer.stdout)
        return dict(self._outputs)

    def state_list(self) -> list[str]:
        """Addresses of all that is in the state, sorted; none where there is no state."""
        try:
            answer = self._commands.run("state list", [], doing="reading the state")
        except TerraformError as error:
            if _NO_STATE in (error.why or ""):
                return []
            raise
        return sorted(answer.stdout.splitlines())

    def _run(
        self,
        command: str,
        arguments: list[str],
        values: Mapping[str, JsonValue],
        doing: str,
        good: tuple[int, ...] = (0,),
    ) -> Answer:
        text = hcl_text(values) if values else None
        if text is not None:
            # Options stand before a plan file.
            arguments = ["-var-file={pipe}", *arguments]
        answer = self._commands.run(command, arguments, doing=doing, good=good, variables=text)
        for event in answer.events:
            if isinstance(event, Diagnostic) and not event.is_error:
                self._progress.note(f"warning: {event.address or ''} {event.summary}".replace("  ", " "))
        return answer

    def _run_init(self, arguments: list[str]) -> None:
        try:
            self._commands.run("init", arguments, doing="initialising Terraform")
        except TerraformError as error:
            if _LOCK_IS_OLD not in " ".join((error.why or "").split()):
                raise
            # The stack pins another version than the lock file in this generated folder: the stack decides.
            self._commands.run("init", [*arguments, "-upgrade"], doing="initialising Terraform")

    def _backend_is_known(self) -> bool:
        known, wanted = known_backend(self.directory), wanted_backend(self.directory)
        if known is None:
            return False
        if wanted is None or any(known.get(key) != wanted.get(key) for key in _PLACE):
            raise TerraformError(
                "the place of the state has changed",
                where=Location(self.directory / "cdk.tf.json", key="terraform.backend"),
                why=f"it was {_describe(known)} and is now {_describe(wanted)};\n"
                "with an empty state there, everything would be created a second time",
                next_step=f"to move the state: terraform -chdir={self.directory} init -migrate-state\n"
                f"to use the new place as it is: remove {self.directory / '.terraform'}",
            )
        return True

    def _refuse_errored_state(self) -> None:
        left = self.directory / "errored.tfstate"
        if left.exists():
            raise TerraformError(
                "the state of an earlier apply could not be stored",
                where=Location(left),
                why="Terraform left it in this file; what that apply did is known nowhere else",
                next_step=f"terraform -chdir={self.directory} state push errored.tfstate, then remove the file",
            )

    def _private_folder(self) -> Path:
        """A folder that only this user can read, gone at the latest when this process ends: a plan holds values."""
        parent = self.directory / ".terraform"
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="stackyard-plan-", dir=parent))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return folder


def _discard(file: Path) -> None:
    shutil.rmtree(file.parent, ignore_errors=True)


def _describe(backend: Mapping[str, JsonValue] | None) -> str:
    if backend is None:
        return "a file in the working directory"
    if backend.get("type") == "s3":
        return f"s3://{backend.get('bucket')}/{backend.get('key')}"
    return " ".join(f"{key}={backend[key]}" for key in _PLACE if key in backend)
