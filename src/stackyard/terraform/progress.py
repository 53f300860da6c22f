"""What is under way, on stderr: a live table on a terminal, plain lines otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TextIO

from stackyard.terraform.events import (
    ApplyComplete,
    ApplyErrored,
    ApplyProgress,
    ApplyStart,
    Event,
)

DOING = {
    "create": "creating",
    "update": "updating",
    "delete": "destroying",
    "read": "reading",
    "replace": "replacing",
}
DONE = {
    "create": "created",
    "update": "updated",
    "delete": "destroyed",
    "read": "read",
    "replace": "replaced",
}


class Progress(Protocol):
    """Takes what happens; its methods may be called from a thread that reads a child's output."""

    def begin(self, what: str) -> None:
        """A step begins, e.g. ``planning``."""
        ...

    def event(self, event: Event) -> None:
        """Terraform says something."""
        ...

    def note(self, text: str) -> None:
        """A line that is to stay."""
        ...

    def end(self) -> None:
        """The step is over, well or not."""
        ...


class SilentProgress:
    """Shows nothing."""

    def begin(self, what: str) -> None:
        """Nothing."""

    def event(self, event: Event) -> None:
        """Nothing."""

    def note(self, text: str) -> None:
        """Nothing."""

    def end(self) -> None:
        """Nothing."""


class PlainProgress:
    """One line for each start, end and error.

    Args:
        write: takes a line without its newline.
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def begin(self, what: str) -> None:
        """One line."""
        self._write(what)

    def event(self, event: Event) -> None:
        """One line for work on a resource; none for the rest."""
        if line := line_of(event):
            self._write(line)

    def note(self, text: str) -> None:
        """One line."""
        self._write(text)

    def end(self) -> None:
        """Nothing."""


def line_of(event: Event) -> str | None:
    """``aws_vpc.main: created after 3 s``; ``None`` for what deserves no line."""
    if isinstance(event, ApplyStart):
        return f"{event.address}: {doing(event.action)}"
    if isinstance(event, ApplyProgress):
        return f"{event.address}: still {doing(event.action)}, {event.elapsed:.0f} s"
    if isinstance(event, ApplyComplete):
        return (
            f"{event.address}: {DONE.get(event.action, event.action + ' done')} after {event.elapsed:.0f} s"
        )
    if isinstance(event, ApplyErrored):
        return f"{event.address}: failed after {event.elapsed:.0f} s"
    return None


def doing(action: str) -> str:
    """The word for work under way."""
    return DOING.get(action, action)


def progress_for(stream: TextIO, environ: Mapping[str, str]) -> Progress:
    """The live table for a terminal that can show one, plain lines for all else."""
    if stream.isatty() and environ.get("TERM") != "dumb" and not environ.get("CI"):
        from stackyard.terraform.live import LiveProgress

        return LiveProgress(stream, colour=not environ.get("NO_COLOR"))

    def write(line: str) -> None:
        stream.write(line + "\n")
        stream.flush()

    return PlainProgress(write)
