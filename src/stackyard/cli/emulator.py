"""``stackyard emulator``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from stackyard.emulator.server import Bucket, Emulator
    from stackyard.io.project import Project


@click.group()
def emulator() -> None:
    """The embedded AWS emulator: it keeps what is made in it until it is stopped."""


@emulator.command()
def start() -> None:
    """Start it, with the bucket of every environment's state in it."""
    project, server = _open()
    already = server.status() is not None
    running = server.start(_state_buckets(project))
    click.echo(f"{'runs already' if already else 'started'}: {running.url} (process {running.pid})", err=True)


@emulator.command()
def stop() -> None:
    """End it; everything made in it is gone, the states too."""
    _, server = _open()
    click.echo("stopped" if server.stop() else "it did not run", err=True)


@emulator.command()
def status() -> None:
    """Print its URL; exit 1 where it does not run."""
    import sys

    _, server = _open()
    running = server.status()
    if running is None:
        click.echo("it does not run", err=True)
        sys.exit(1)
    click.echo(running.url)


@emulator.command()
@click.argument("name", metavar="[ENVIRONMENT]", required=False)
def env(name: str | None) -> None:
    """Print the exports that point any AWS tool at it: eval "$(stackyard emulator env)".

    With an ENVIRONMENT, they are those of its account and region.
    """
    import os

    from stackyard.emulator.shell import export_lines

    project, server = _open()
    account, region = _place(project, name) if name else (None, None)
    for line in export_lines(os.environ, server.environment(account, region)):
        click.echo(line)


def _open() -> tuple[Project, Emulator]:
    from pathlib import Path

    from stackyard.emulator.server import Emulator
    from stackyard.io.process import SystemRunner
    from stackyard.io.project import find_project

    project = find_project(Path.cwd())
    return project, Emulator(project, SystemRunner())


def _state_buckets(project: Project) -> list[Bucket]:
    """Every environment's bucket, once; of a store of its own (``state.endpoint``), none."""
    from stackyard.emulator.server import Bucket
    from stackyard.environments.listing import list_environments

    found: dict[str, Bucket] = {}
    for name in list_environments(project.environments):
        tree = _resolved(project, name)
        state = tree.get("state")
        if isinstance(state, dict) and not state.get("endpoint"):
            bucket, region = state.get("bucket"), state.get("region") or tree.get("region")
            if isinstance(bucket, str) and isinstance(region, str):
                found.setdefault(bucket, Bucket(bucket, region, _text(tree.get("account"))))
    return list(found.values())


def _place(project: Project, name: str) -> tuple[str | None, str | None]:
    tree = _resolved(project, name)
    return _text(tree.get("account")), _text(tree.get("region"))


def _resolved(project: Project, name: str) -> dict[str, object]:
    from stackyard.environments.layers import LayerFiles, plain_tree
    from stackyard.environments.listing import resolve_environment

    tree = plain_tree(resolve_environment(LayerFiles(project.root), name).tree)
    return dict(tree) if isinstance(tree, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
