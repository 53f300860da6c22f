"""``stackyard bindings``."""

from __future__ import annotations

import click


@click.group()
def bindings() -> None:
    """Typed resource classes, generated from the providers' own schemas."""


@bindings.command()
@click.argument("provider", required=False)
@click.option("--check", is_flag=True, help="Write nothing; exit 2 when a file is not what it should be.")
def update(provider: str | None, check: bool) -> None:
    """Regenerate the classes of the types listed in bindings.json, of one PROVIDER or of all."""
    import os
    import sys
    from pathlib import Path

    from stackyard.bindings.fetch import fetch_schema
    from stackyard.bindings.manifest import read_manifest
    from stackyard.bindings.update import compare, find_manifest, generate, write
    from stackyard.cli.options import status
    from stackyard.errors import UsageError
    from stackyard.io.process import SystemRunner
    from stackyard.io.project import find_project
    from stackyard.terraform.binary import find_terraform
    from stackyard.terraform.child_environment import child_environment
    from stackyard.terraform.cli_config import cli_config

    project = find_project(Path.cwd())
    manifest = find_manifest(project.root)
    selections = read_manifest(manifest)
    if provider is not None and provider not in selections:
        raise UsageError(
            f"no provider {provider!r} in {manifest.name}", why=f"it lists {', '.join(selections)}"
        )
    runner = SystemRunner()
    environ = child_environment(os.environ, cli_config=cli_config(project.work, os.environ))
    terraform = find_terraform(os.environ, runner).path
    changed = False
    for selection in [selections[provider]] if provider else selections.values():
        status(f"{selection.source} {selection.version}: reading the schema")
        schema = fetch_schema(selection, terraform=terraform, environ=environ, runner=runner)
        files = generate(selection, schema, package=manifest.parent.parent.name)
        folder = manifest.parent / selection.name
        changes = compare(folder, files) if check else write(folder, files)
        changed = changed or bool(changes)
        for mark, names in (("changed", changes.written), ("removed", changes.removed)):
            for name in names:
                click.echo(f"{mark} {(folder / name).relative_to(project.root)}")
    if not changed:
        status("no changes")
    if check and changed:
        sys.exit(2)
