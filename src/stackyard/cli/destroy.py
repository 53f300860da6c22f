"""``stackyard destroy``."""

from __future__ import annotations

import click

from stackyard.cli import options


@click.command()
@options.environment
@options.yes
@options.emulate
def destroy(name: str, yes: bool, emulate: bool) -> None:
    """Destroy everything the environment made, after showing it and asking."""
    from stackyard.terraform.plan import render

    with options.session(name, emulated=emulate) as session:
        session.refuse_if_protected()
        found = session.plan(destroy=True)
        if found.is_empty:
            click.echo(f"{name} has nothing to destroy")
            return
        for line in render(found):
            click.echo(line)
        options.confirm(f"Destroy all of this in {name}?", yes=yes)
        click.echo(f"applied: {session.apply(found)}")
