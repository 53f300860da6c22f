"""``cdktf``: the pinned Node command line, on the wheel's Node, with stackyard's Terraform in front of Terraform.

What it changes for the Node process is its environment only: ``python`` is this installation's, Terraform is
``stackyard-terraform`` (see ``terraform_shim``), and a command on named stacks synthesises those alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from stackyard.errors import StackyardError
from stackyard.io.node import node_binary, with_node
from stackyard.io.project import Project, find_project

CLI = Path("node_modules/cdktf-cli/bundle/bin/cdktf")
PTY = Path(__file__).with_name("node_pty.cjs")
_ON_STACKS = ("diff", "plan", "deploy", "apply", "destroy", "output", "outputs")
_TAKING_A_VALUE = frozenset(
    (
        "-a",
        "--app",
        "-o",
        "--output",
        "--outputs-file",
        "--var",
        "--var-file",
        "--log-level",
        "--parallelism",
        "--terraform-parallelism",
    )
)


def main() -> None:
    """Become the Node process."""
    try:
        project = find_project(Path.cwd())
        command = launch_command(project, node_binary(), sys.argv[1:])
        env = launch_environment(project, os.environ, sys.argv[1:])
    except StackyardError as error:
        sys.stderr.write(f"error: {error}\n")
        sys.exit(error.exit_code)
    os.execve(command[0], command, env)


def launch_command(project: Project, node: Path, arguments: Sequence[str]) -> list[str]:
    """The whole command line.

    Raises:
        StackyardError: the pinned Node packages are not installed.
    """
    cli = project.root / CLI
    if not cli.is_file():
        raise StackyardError(
            "the cdktf command line is not installed",
            why=f"there is no {CLI} in the project",
            next_step="run `make setup`",
        )
    # DEP0040: the bundled CLI asks for `punycode`; nothing that its user could do about.
    return [str(node), "--disable-warning=DEP0040", "--require", str(PTY), str(cli), *arguments]


def launch_environment(
    project: Project, environ: Mapping[str, str], arguments: Sequence[str]
) -> dict[str, str]:
    """The Node process's environment; no value of a secret is or comes in it."""
    shim = Path(sys.executable).with_name("stackyard-terraform")
    env = {k: v for k, v in with_node(environ).items() if not k.startswith(("TF_VAR_", "TF_CLI_ARGS"))}
    env |= {
        "TERRAFORM_BINARY_NAME": str(shim),
        "STACKYARD_PROJECT": str(project.root),
        # Also turns off cdktf's own telemetry and its look for a newer version.
        "CHECKPOINT_DISABLE": "1",
        "DISABLE_VERSION_CHECK": "1",
        # stackyard's Terraform configuration names a plugin cache of its own.
        "CDKTF_DISABLE_PLUGIN_CACHE_ENV": "1",
    }
    if names := stacks_named(project, arguments):
        env["STACKYARD_ENVIRONMENTS"] = ",".join(names)
    return env


def stacks_named(project: Project, arguments: Sequence[str]) -> list[str]:
    """The environments that a command is on; none where it is on all, or where it is not plain which."""
    words = _positional(arguments)
    if len(words) < 2 or words[0] not in _ON_STACKS:
        return []
    known = [name for name in words[1:] if (project.environments / f"{name}.yaml").is_file()]
    return known if len(known) == len(words) - 1 else []


def _positional(arguments: Sequence[str]) -> list[str]:
    words: list[str] = []
    value_follows = False
    for argument in arguments:
        if argument == "--":
            break
        if not value_follows and not argument.startswith("-"):
            words.append(argument)
        value_follows = argument in _TAKING_A_VALUE
    return words
