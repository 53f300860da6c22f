"""``stackyard-terraform``: Terraform as the cdktf command line sees it, in the working directory of one stack.

It gives Terraform that stack's secret values and no others, through an inherited pipe; keeps them out of what
Terraform prints; and sets Terraform up as `stackyard deploy` does, so that the two are interchangeable.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stackyard.errors import SecretsError, StackyardError
from stackyard.io.process import Pipe, SystemRunner
from stackyard.io.project import Project, find_project
from stackyard.io.redact import Redactor

if TYPE_CHECKING:
    from stackyard.secrets.sops import JsonValue
    from stackyard.synth.artifact import Artifact

TAKES_VARIABLES = ("apply", "console", "destroy", "import", "plan", "refresh")


@dataclass(frozen=True, slots=True)
class Call:
    """A command line of Terraform's, taken apart.

    Args:
        before: global options, such as ``-chdir=…``.
        subcommand: the first word; ``""`` where there is none.
        after: everything behind it.
        directory: the one that Terraform works in.
    """

    before: tuple[str, ...]
    subcommand: str
    after: tuple[str, ...]
    directory: Path

    def with_values(self) -> list[str]:
        """The arguments, with a file of values first, so that the user's own options have the last word."""
        return [*self.before, self.subcommand, "-var-file={pipe}", *self.after]

    def plain(self, cli_config: Path) -> list[str]:
        """The arguments as they came, but for `providers lock`, which cdktf runs after a first `init`.

        That command goes to the registry whatever the CLI configuration says; where the configuration names
        a mirror, it is told to look there.
        """
        words = [*self.before, *filter(None, [self.subcommand]), *self.after]
        told = any(word.startswith(("-fs-mirror", "-net-mirror")) for word in self.after)
        if self.subcommand == "providers" and self.after[:1] == ("lock",) and not told:
            words += [f"-fs-mirror={path}" for path in mirror_in(cli_config)]
        return words


def mirror_in(cli_config: Path) -> list[str]:
    """The folder of a filesystem mirror that a CLI configuration names, if it does."""
    text = cli_config.read_text(encoding="utf-8") if cli_config.is_file() else ""
    found = re.search(r'filesystem_mirror\s*\{[^}]*?\bpath\s*=\s*("(?:[^"\\]|\\.)*")', text)
    return [json.loads(found[1])] if found else []


def main() -> None:
    """Run Terraform in the place of this process, and end with its exit code."""
    try:
        sys.exit(run(parse(sys.argv[1:], Path.cwd()), os.environ))
    except StackyardError as error:
        sys.stderr.write(f"error: {error}\n")
        sys.exit(error.exit_code)


def parse(arguments: Sequence[str], cwd: Path) -> Call:
    """Take a command line apart."""
    words = [n for n, argument in enumerate(arguments) if not argument.startswith("-")]
    at = words[0] if words else len(arguments)
    before = tuple(arguments[:at])
    folders = [option.partition("=")[2] for option in before if option.startswith("-chdir=")]
    return Call(
        before, "".join(arguments[at : at + 1]), tuple(arguments[at + 1 :]), cwd.joinpath(*folders[-1:])
    )


def run(call: Call, environ: Mapping[str, str]) -> int:
    """Run the call; where no values are needed, Terraform takes this very process over.

    Raises:
        StackyardError: Terraform is missing, or the stack's secrets cannot be had.
    """
    from stackyard.terraform.binary import find_terraform

    project = _project(call, environ)
    runner = SystemRunner()
    terraform = str(find_terraform(environ, runner, cache=project.work / "terraform-version.json").path)
    artifact = _artifact(call)
    env = _environment(project, runner, environ, artifact)
    if artifact is None or not artifact.variables or call.subcommand not in TAKES_VARIABLES:
        command = [terraform, *call.plain(Path(env["TF_CLI_CONFIG_FILE"]))]
        os.execve(terraform, command, env)
    from stackyard.secrets.binding import secret_texts
    from stackyard.terraform.variables import hcl_text

    values = _values(project, runner, environ, artifact)
    return runner.relay(
        [terraform, *call.with_values()],
        env=env,
        pipe=Pipe(hcl_text(values)),
        rewrite=Redactor(secret_texts(values)),
    )


def _project(call: Call, environ: Mapping[str, str]) -> Project:
    """The launcher says which; without it, the project that the directory lies in."""
    told = environ.get("STACKYARD_PROJECT")
    return Project(Path(told)) if told else find_project(call.directory)


def _artifact(call: Call) -> Artifact | None:
    from stackyard.synth.artifact import FACTS_FILE, read_artifact

    return read_artifact(call.directory) if (call.directory / FACTS_FILE).is_file() else None


def _values(
    project: Project, runner: SystemRunner, environ: Mapping[str, str], artifact: Artifact
) -> dict[str, JsonValue]:
    from stackyard.secrets.binding import bind
    from stackyard.secrets.sops import decrypt

    if artifact.secrets is None:
        raise SecretsError(
            f"{artifact.name} declares secret variables and has no secrets file",
            why=f"declared: {', '.join(artifact.variables)}",
            next_step="name a file under `secrets` in the environment, or declare none",
        )
    file = project.root / artifact.secrets
    return bind(decrypt(file, runner=runner, environ=environ, project=project), artifact.variables, file)


def _environment(
    project: Project, runner: SystemRunner, environ: Mapping[str, str], artifact: Artifact | None
) -> dict[str, str]:
    from stackyard.terraform.child_environment import child_environment
    from stackyard.terraform.cli_config import cli_config

    env = child_environment(
        _in_the_stacks_account(project, runner, environ, artifact),
        cli_config=cli_config(project.work, environ),
    )
    # cdktf passes Terraform's question on, where it was not told to approve by itself.
    del env["TF_INPUT"]
    return env


def _in_the_stacks_account(
    project: Project, runner: SystemRunner, environ: Mapping[str, str], artifact: Artifact | None
) -> Mapping[str, str]:
    """On the emulator, every account is at hand: each stack gets credentials of its own."""
    endpoint = environ.get("AWS_ENDPOINT_URL")
    if artifact is None or artifact.account is None or not endpoint:
        return environ
    from stackyard.emulator.server import Emulator, pointed_at

    emulator = Emulator(project, runner)
    running = emulator.status()
    if running is None or running.url != endpoint:
        return environ
    return pointed_at(environ, emulator.environment(artifact.account, artifact.region))


if __name__ == "__main__":
    main()
