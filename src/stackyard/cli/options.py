"""Arguments and options that several commands share, and the session they open."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from stackyard.deploy.session import Session

F = TypeVar("F", bound=Callable[..., Any])

environment = click.argument("name", metavar="ENVIRONMENT")


def emulate(command: F) -> F:
    """``--emulate``: run against the embedded emulator instead of the cloud."""
    return click.option(
        "--emulate", is_flag=True, help="Use the embedded AWS emulator, started where it is not running."
    )(command)


def as_json(command: F) -> F:
    """``--json``: the product as JSON."""
    return click.option("--json", "json_", is_flag=True, help="Print JSON.")(command)


def yes(command: F) -> F:
    """``--yes``: do not ask."""
    return click.option("--yes", is_flag=True, help="Do not ask; for CI.")(command)


def status(text: str) -> None:
    """Progress and status: to stderr, so that stdout holds the product only."""
    click.echo(text, err=True)


def session(name: str, *, emulated: bool) -> AbstractContextManager[Session]:
    """Open a session on one environment, synthesised anew."""
    from stackyard.deploy.session import open_session
    from stackyard.io.process import SystemRunner
    from stackyard.io.project import find_project

    return open_session(
        find_project(Path.cwd()), SystemRunner(), os.environ, name, emulated=emulated, status=status
    )


def confirm(question: str, *, yes: bool) -> None:
    """Ask; only the word ``yes`` goes on.

    Raises:
        UsageError: there is nobody to ask.
        click.Abort: the answer was another.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        from stackyard.errors import UsageError

        raise UsageError(
            "there is no terminal to ask on", next_step="read the plan, then run again with --yes"
        )
    answer = click.prompt(f"{question} Only 'yes' is accepted", default="", show_default=False, err=True)
    if answer != "yes":
        raise click.Abort
