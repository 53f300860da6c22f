"""``stackyard deploy``."""

from __future__ import annotations

import click

from stackyard.cli import options


@click.command()
@options.environment
@options.yes
@options.emulate
def deploy(name: str, yes: bool, emulate: bool) -> None:
    """Synthesise, plan, show, ask, apply exactly what was shown, and show the outputs."""
    from stackyard.cli.output import print_outputs
    from stackyard.terraform.plan import render

    with options.session(name, emulated=emulate) as session:
        found = session.plan()
        for line in render(found):
            click.echo(line)
        if not found.is_empty:
            options.confirm(f"Apply this to {name}?", yes=yes)
            applied = session.apply(found)
            click.echo(f"applied: {applied}")
        print_outputs(session.outputs())
