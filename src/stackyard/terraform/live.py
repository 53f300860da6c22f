"""A live table of what Terraform works on, by rich. Imported only where a terminal shows it."""

from __future__ import annotations

import time
from typing import TextIO

from rich.console import Console, Group
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from stackyard.terraform.events import ApplyComplete, ApplyErrored, ApplyStart, Event, RefreshComplete
from stackyard.terraform.progress import doing, line_of

MOST_ROWS = 12
"""Rows of the table; more would push what was said before off a small terminal."""


class LiveProgress:
    """Done resources as lines that stay, those under way as rows with their seconds.

    Args:
        stream: the terminal.
        colour: whether to use colour.
    """

    def __init__(self, stream: TextIO, *, colour: bool = True) -> None:
        self._console = Console(file=stream, no_color=not colour, highlight=False)
        self._live: Live | None = None
        self._spinner = Spinner("dots")
        self._under_way: dict[str, tuple[str, float]] = {}
        self._refreshed = 0

    def begin(self, what: str) -> None:
        """Show the step with a spinner."""
        self.end()
        self._spinner = Spinner("dots", text=what)
        self._under_way = {}
        self._refreshed = 0
        self._live = Live(self, console=self._console, refresh_per_second=8, transient=True)
        self._live.start()

    def event(self, event: Event) -> None:
        """Add or take away a row; print a line for what is done."""
        if isinstance(event, ApplyStart):
            self._under_way[event.address] = (event.action, time.monotonic())
        elif isinstance(event, RefreshComplete):
            self._refreshed += 1
        elif isinstance(event, ApplyComplete | ApplyErrored):
            self._under_way.pop(event.address, None)
            style = "red" if isinstance(event, ApplyErrored) else "green"
            self._console.print(Text(line_of(event) or "", style=style))

    def note(self, text: str) -> None:
        """A line above the table."""
        self._console.print(Text(text))

    def end(self) -> None:
        """Take the table away."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def __rich__(self) -> Group:
        table = Table.grid(padding=(0, 2))
        now = time.monotonic()
        rows = sorted(self._under_way.items())
        for address, (action, since) in rows[:MOST_ROWS]:
            table.add_row(Text(address), Text(doing(action)), Text(f"{now - since:.0f} s"))
        if len(rows) > MOST_ROWS:
            table.add_row(Text(f"and {len(rows) - MOST_ROWS} more"))
        if self._refreshed:
            table.add_row(Text(f"{self._refreshed} read"))
        return Group(self._spinner, table)
