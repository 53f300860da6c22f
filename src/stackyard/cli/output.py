"""``stackyard output``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from stackyard.cli import options

if TYPE_CHECKING:
    from stackyard.terraform.workspace import Output


@click.command()
@options.environment
@options.as_json
@options.emulate
def output(name: str, json_: bool, emulate: bool) -> None:
    """Show the outputs of an applied environment; sensitive ones by name only."""
    with options.session(name, emulated=emulate) as session:
        found = session.outputs()
    if json_:
        shown = {k: None if o.sensitive else o.value for k, o in sorted(found.items())}
        click.echo(json.dumps(shown, indent=2, sort_keys=True))
    else:
        print_outputs(found)


def print_outputs(found: Mapping[str, Output]) -> None:
    """One line an output, ``name = value``, sorted by name."""
    for key, one in sorted(found.items()):
        value = "(sensitive)" if one.sensitive else one.value
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        click.echo(f"{key} = {text}")
