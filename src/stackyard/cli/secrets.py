"""``stackyard secrets``."""

from __future__ import annotations

import click


@click.group()
def secrets() -> None:
    """SOPS-encrypted values."""


@secrets.command()
@click.argument("name", metavar="ENVIRONMENT")
@click.argument("variables", metavar="[VARIABLE]...", nargs=-1)
def demo(name: str, variables: tuple[str, ...]) -> None:
    """Make a key of this machine's own, and random values for the variables that ENVIRONMENT declares.

    A secrets file that exists is left alone, and a protected environment is refused.
    """
    import os
    from pathlib import Path

    from stackyard.errors import UsageError
    from stackyard.io.process import SystemRunner
    from stackyard.io.project import find_project
    from stackyard.secrets.demo import make_demo
    from stackyard.synth.app_child import synthesise

    project, runner = find_project(Path.cwd()), SystemRunner()
    [artifact] = synthesise(project, runner, os.environ, [name], project.synthesised)
    if artifact.protected:
        raise UsageError(
            f"{name} is protected: it does not get a demo's secrets",
            next_step="make its file with `sops`; see docs/secrets.md",
        )
    if artifact.secrets is None or not (variables or artifact.variables):
        click.echo(f"{name} declares no secrets", err=True)
        return
    made = make_demo(
        project,
        project.root / artifact.secrets,
        variables or artifact.variables,
        runner=runner,
        environ=os.environ,
    )
    state = "made" if made.made else "exists already, left alone"
    click.echo(f"{artifact.secrets}: {state}", err=True)
