"""``stackyard env``: list, show, explain, new, schema."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stackyard.cli import options

if TYPE_CHECKING:
    from stackyard.environments.explain import Explanation, Said

COLUMNS = ("name", "target", "region", "account", "protected", "extends")


@click.group()
def env() -> None:
    """Environments: list, show, explain, new, schema."""


@env.command("list")
@options.as_json
def list_(json_: bool) -> None:
    """List the environments."""
    rows = _rows(Path.cwd())
    if json_:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        click.echo(_table([list(COLUMNS), *([_cell(row[column]) for column in COLUMNS] for row in rows)]))


@env.command()
@options.environment
@options.as_json
def show(name: str, json_: bool) -> None:
    """Show the resolved environment, defaults included, as the stack gets it."""
    from stackyard.environments.names import check_name

    answer = _ask("settings", [check_name(name)])
    settings = answer[name] if isinstance(answer, dict) else answer
    if json_:
        click.echo(json.dumps(settings, indent=2, ensure_ascii=False))
    else:
        import yaml

        click.echo(yaml.safe_dump(settings, sort_keys=False, allow_unicode=True), nl=False)


@env.command()
@options.environment
@click.argument("key", required=False)
@options.as_json
def explain(name: str, key: str | None, json_: bool) -> None:
    """Show each value (or KEY's) with the file, line and layer it came from, and what it overrode."""
    from stackyard.environments.explain import explain as explain_values
    from stackyard.environments.layers import LayerFiles
    from stackyard.environments.listing import resolve_environment
    from stackyard.io.project import find_project

    root = find_project(Path.cwd()).root
    found = explain_values(resolve_environment(LayerFiles(root), name), key)
    if json_:
        click.echo(json.dumps([_as_json(one) for one in found], indent=2, ensure_ascii=False))
    else:
        click.echo(_table([cells for one in found for cells in _lines(one)]))


@env.command()
@click.argument("name", metavar="NEW")
@click.option("--from", "source", required=True, metavar="ENVIRONMENT", help="The environment to copy.")
def new(name: str, source: str) -> None:
    """Make a new environment from the file of another, comments kept."""
    from stackyard.environments.scaffold import new_environment
    from stackyard.io.project import find_project

    made = new_environment(find_project(Path.cwd()).root, name, source)
    click.echo(made.file)
    if made.changed:
        options.status(f"differs from {source} in: {', '.join(made.changed)}")
    options.status(f"next: look through it; networks and domains must not be those of {source}")


@env.command()
def schema() -> None:
    """Print the JSON Schema of an environment file, for editors."""
    from stackyard.environments.schema import for_files

    answer = _ask("schema", [])
    if isinstance(answer, dict):
        answer = for_files(answer)
    click.echo(json.dumps(answer, indent=2, ensure_ascii=False))


def _ask(question: str, environments: Sequence[str]) -> object:
    """Ask the app, which alone knows the user's model."""
    from stackyard.io.process import SystemRunner
    from stackyard.io.project import find_project
    from stackyard.synth.app_child import ask

    return ask(find_project(Path.cwd()), SystemRunner(), os.environ, question, environments)


def _rows(start: Path) -> list[dict[str, object]]:
    from stackyard.environments.layers import LayerFiles, plain_tree
    from stackyard.environments.listing import list_environments
    from stackyard.io.project import find_project

    project = find_project(start)
    files = LayerFiles(project.root)
    rows: list[dict[str, object]] = []
    for name in list_environments(project.environments):
        resolution = files.resolve(name)
        values = plain_tree(resolution.tree)
        given = values if isinstance(values, dict) else {}
        row: dict[str, object] = {column: given.get(column) for column in COLUMNS}
        row |= {"name": name, "protected": given.get("protected", False)}
        row["extends"] = [layer for layer, _ in resolution.layer.extends]
        rows.append(row)
    return rows


def _cell(value: object) -> str:
    if value is None or value == []:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _lines(one: Explanation) -> list[list[str]]:
    lines = [[one.key, *_said(one.said)]]
    for older in one.overrode:
        value, where = _said(older)
        lines.append(["", f"  overrides {value}", where])
    return lines


def _said(said: Said) -> tuple[str, str]:
    from stackyard.environments.explain import render

    place = f"{said.where.file}:{said.where.line}" if said.where.line else str(said.where.file)
    return render(said.value), f"{place} ({said.layer})"


def _as_json(one: Explanation) -> dict[str, object]:
    overrode = [older.as_json() for older in one.overrode]
    return {"key": one.key, **one.said.as_json(), "overrode": overrode}


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Columns aligned by spaces, for eyes and ``awk`` alike."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)] if rows else []
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
