"""``stackyard plan``."""

from __future__ import annotations

import click

from stackyard.cli import options


@click.command()
@options.environment
@options.as_json
@click.option("--detailed-exitcode", is_flag=True, help="Exit 2 when there are changes.")
@options.emulate
def plan(name: str, json_: bool, detailed_exitcode: bool, emulate: bool) -> None:
    """Show what a deploy would change; change nothing."""
    import json
    import sys

    from stackyard.terraform.plan import render

    with options.session(name, emulated=emulate) as session:
        found = session.plan()
        if json_:
            click.echo(json.dumps(found.to_json(), indent=2, sort_keys=True))
        else:
            for line in render(found):
                click.echo(line)
    if detailed_exitcode and not found.is_empty:
        sys.exit(2)
