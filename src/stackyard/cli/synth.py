"""``stackyard synth``."""

from __future__ import annotations

from pathlib import Path

import click

from stackyard.cli import options


@click.command()
@options.environment
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="Folder to write to.  [default: cdktf.out]"
)
def synth(name: str, out: Path | None) -> None:
    """Write the Terraform JSON of that environment, and of no other."""
    import os

    from stackyard.deploy.session import known_environment
    from stackyard.io.process import SystemRunner
    from stackyard.io.project import find_project
    from stackyard.synth.app_child import synthesise

    project = find_project(Path.cwd())
    folder = (Path.cwd() / out) if out else project.synthesised
    [artifact] = synthesise(project, SystemRunner(), os.environ, [known_environment(project, name)], folder)
    click.echo(os.path.relpath(artifact.directory / "cdk.tf.json"))
    if artifact.resources == 0:
        options.status(f"{name} runs on {artifact.target}: it has no infrastructure of its own")
