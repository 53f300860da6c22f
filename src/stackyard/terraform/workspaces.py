"""Opens the workspace of an environment: which Terraform, with which configuration and environment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from stackyard.io.process import Runner
from stackyard.io.project import Project
from stackyard.io.redact import Redactor
from stackyard.terraform.binary import Terraform, find_terraform
from stackyard.terraform.child_environment import child_environment
from stackyard.terraform.cli_config import cli_config, plugin_cache
from stackyard.terraform.progress import Progress
from stackyard.terraform.workspace import Workspace


def open_workspace(
    project: Project,
    directory: Path,
    *,
    environ: Mapping[str, str],
    runner: Runner,
    redact: Redactor,
    progress: Progress,
    extra_env: Mapping[str, str] | None = None,
) -> Workspace:
    """Terraform, ready to run in ``directory``; nothing is started but, at times, ``terraform version``.

    Args:
        project: keeps stackyard's own files in its ``.stackyard``.
        directory: holds the synthesised ``cdk.tf.json``.
        environ: this process's environment, with the emulator's in it where that is used.
        runner: starts Terraform.
        redact: takes known secrets out of what Terraform says.
        progress: is told what happens.
        extra_env: set for Terraform beside all that, e.g. ``TF_REATTACH_PROVIDERS``.

    Raises:
        TerraformError: Terraform is missing or too old.
    """
    terraform, env = terraform_for(project, environ, runner, extra_env=extra_env)
    return Workspace(
        directory,
        terraform,
        runner,
        env,
        cli_config=Path(env["TF_CLI_CONFIG_FILE"]),
        plugin_cache=plugin_cache(environ),
        redact=redact,
        progress=progress,
    )


def terraform_for(
    project: Project,
    environ: Mapping[str, str],
    runner: Runner,
    *,
    extra_env: Mapping[str, str] | None = None,
) -> tuple[Terraform, dict[str, str]]:
    """The program, and the whole environment to start it in; for whoever runs it past a workspace."""
    terraform = find_terraform(environ, runner, cache=project.work / "terraform-version.json")
    config = cli_config(project.work, environ)
    return terraform, child_environment(environ, cli_config=config, extra=extra_env)
