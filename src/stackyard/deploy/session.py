"""What every command on one environment needs: its artifact, Terraform in its folder, its secrets.

A session is opened by synthesising the environment, and hands Terraform the secret values in memory only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from stackyard.environments.names import check_name
from stackyard.errors import EnvironmentFileError, Location, SecretsError, TerraformError
from stackyard.io.process import Runner
from stackyard.io.project import Project
from stackyard.io.redact import Redactor
from stackyard.synth.app_child import synthesise
from stackyard.synth.artifact import Artifact

if TYPE_CHECKING:
    from stackyard.secrets.sops import JsonValue
    from stackyard.terraform.plan import Plan, PlanSummary
    from stackyard.terraform.workspace import Output, Workspace


@dataclass(frozen=True, slots=True)
class Session:
    """One environment, synthesised, with Terraform ready in its working directory.

    Args:
        artifact: what synthesis wrote.
        workspace: Terraform in that directory.
        secrets: decrypts the values of the declared variables, when first asked.
    """

    artifact: Artifact
    workspace: Workspace
    secrets: Callable[[], Mapping[str, JsonValue]]

    def plan(self, *, destroy: bool = False) -> Plan:
        """Plan a deploy, or the destruction of everything."""
        self.workspace.init()
        return self.workspace.plan(self.secrets(), destroy=destroy)

    def apply(self, plan: Plan) -> PlanSummary:
        """Apply exactly the plan given; returns what it did, counted."""
        return self.workspace.apply(plan, self.secrets())

    def outputs(self) -> dict[str, Output]:
        """The outputs in the state; none where nothing was applied."""
        self.workspace.init()
        return self.workspace.outputs()

    def refuse_if_protected(self) -> None:
        """Keep a protected environment from being destroyed.

        Raises:
            TerraformError: the environment is protected.
        """
        if self.artifact.protected:
            raise TerraformError(
                f"{self.artifact.name} is protected and cannot be destroyed",
                where=Location(Path("environments") / f"{self.artifact.name}.yaml", key="protected"),
                next_step="set `protected: false` there, deploy that, and destroy again",
            )


def known_environment(project: Project, name: str) -> str:
    """The name, if it is well formed and its file exists.

    Raises:
        EnvironmentFileError: it is not; close names are offered.
    """
    check_name(name)
    if not (project.environments / f"{name}.yaml").is_file():
        import difflib

        names = sorted(file.stem for file in project.environments.glob("*.yaml"))
        close = difflib.get_close_matches(name, names, n=1)
        raise EnvironmentFileError(
            f"there is no environment {name!r}" + (f" (did you mean {close[0]!r}?)" if close else ""),
            where=Location(Path("environments") / f"{name}.yaml"),
            next_step=f"`stackyard env list` shows them; `stackyard env new {name} --from …` makes it",
        )
    return name


@contextmanager
def open_session(
    project: Project,
    runner: Runner,
    environ: Mapping[str, str],
    name: str,
    *,
    emulated: bool,
    status: Callable[[str], None],
) -> Iterator[Session]:
    """Synthesise an environment and make Terraform ready to run on it.

    Args:
        project: where the environment's files lie.
        runner: starts every child.
        environ: this process's environment.
        name: the environment.
        emulated: run against the embedded emulator, which is started if it does not run.
        status: takes progress lines.
    """
    known_environment(project, name)
    [artifact] = synthesise(project, runner, environ, [name], project.synthesised)
    redact = Redactor()
    secrets = cache(lambda: _secrets(project, runner, environ, artifact, redact))
    cloud = _emulator(project, runner, environ, artifact, status) if emulated else environ
    yield Session(artifact, _workspace(project, runner, cloud, artifact, redact), secrets)


def _secrets(
    project: Project, runner: Runner, environ: Mapping[str, str], artifact: Artifact, redact: Redactor
) -> Mapping[str, JsonValue]:
    if not artifact.variables:
        return {}
    if artifact.secrets is None:
        raise SecretsError(
            f"{artifact.name} declares secret variables and has no secrets file",
            where=Location(Path("environments") / f"{artifact.name}.yaml", key="secrets"),
            why=f"declared: {', '.join(artifact.variables)}",
            next_step="name a file under `secrets` there, or declare none",
        )
    from stackyard.secrets.binding import bind, secret_texts
    from stackyard.secrets.sops import decrypt

    file = project.root / artifact.secrets
    values = decrypt(file, runner=runner, environ=environ, project=project)
    redact.add(secret_texts(values))
    return bind(values, artifact.variables, file)


def _emulator(
    project: Project,
    runner: Runner,
    environ: Mapping[str, str],
    artifact: Artifact,
    status: Callable[[str], None],
) -> Mapping[str, str]:
    """The environment that points at the emulator and at nothing else."""
    from stackyard.emulator.server import Bucket, Emulator, pointed_at

    emulator = Emulator(project, runner)
    state = artifact.state
    buckets = [] if state is None else [Bucket(state.bucket, state.region, artifact.account)]
    if emulator.status() is None:
        status("starting the embedded AWS emulator")
    emulator.start(buckets)
    return pointed_at(environ, emulator.environment(artifact.account, artifact.region))


def _workspace(
    project: Project,
    runner: Runner,
    environ: Mapping[str, str],
    artifact: Artifact,
    redact: Redactor,
) -> Workspace:
    import sys

    from stackyard.terraform.progress import progress_for
    from stackyard.terraform.workspaces import open_workspace

    return open_workspace(
        project,
        artifact.directory,
        environ=environ,
        runner=runner,
        redact=redact,
        progress=progress_for(sys.stderr, environ),
    )
