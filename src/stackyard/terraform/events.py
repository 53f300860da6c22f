"""Lines of Terraform's ``-json`` stream as typed events.

The format is Terraform's "machine-readable UI"; OpenTofu writes the same. Lines that are not JSON (some of
``init``'s are not) and types that are not known become ``None``: a newer Terraform may add some.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from stackyard.terraform.variables import JsonValue


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """An error or a warning.

    Args:
        severity: ``error`` or ``warning``.
        summary: one sentence, at times several lines.
        detail: the rest; may be empty.
        address: the resource it is about.
        file: the file it is about, relative to the working directory.
        line: 1-based line in that file.
    """

    severity: str
    summary: str
    detail: str = ""
    address: str | None = None
    file: str | None = None
    line: int | None = None

    @property
    def is_error(self) -> bool:
        """Whether it made the command fail."""
        return self.severity == "error"


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A resource that the plan changes; ``action`` as Terraform names it, e.g. ``create``, ``replace``."""

    address: str
    action: str


@dataclass(frozen=True, slots=True)
class ApplyStart:
    """Work on a resource begins."""

    address: str
    action: str


@dataclass(frozen=True, slots=True)
class ApplyProgress:
    """Work on a resource goes on, ``elapsed`` seconds after its begin; every ten seconds."""

    address: str
    action: str
    elapsed: float


@dataclass(frozen=True, slots=True)
class ApplyComplete:
    """Work on a resource is done, after ``elapsed`` seconds."""

    address: str
    action: str
    elapsed: float


@dataclass(frozen=True, slots=True)
class ApplyErrored:
    """Work on a resource failed, after ``elapsed`` seconds; a diagnostic tells why."""

    address: str
    action: str
    elapsed: float


@dataclass(frozen=True, slots=True)
class RefreshStart:
    """A resource is read from its provider."""

    address: str


@dataclass(frozen=True, slots=True)
class RefreshComplete:
    """A resource has been read."""

    address: str


@dataclass(frozen=True, slots=True)
class ChangeSummary:
    """Terraform's own count; ``operation`` is ``plan``, ``apply`` or ``destroy``."""

    operation: str
    add: int
    change: int
    remove: int
    imported: int


@dataclass(frozen=True, slots=True)
class Outputs:
    """Names of the outputs, sorted."""

    names: tuple[str, ...]


Event: TypeAlias = (
    Diagnostic
    | PlannedChange
    | ApplyStart
    | ApplyProgress
    | ApplyComplete
    | ApplyErrored
    | RefreshStart
    | RefreshComplete
    | ChangeSummary
    | Outputs
)


class _Record:
    """A JSON object whose members may be missing or of another kind than expected."""

    def __init__(self, node: JsonValue) -> None:
        self._node: Mapping[str, JsonValue] = node if isinstance(node, dict) else {}

    def __getitem__(self, key: str) -> _Record:
        return _Record(self._node.get(key))

    def text(self, key: str) -> str:
        value = self._node.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> float:
        value = self._node.get(key)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else 0

    def count(self, key: str) -> int:
        return int(self.number(key))

    def keys(self) -> tuple[str, ...]:
        return tuple(sorted(self._node))


def parse(line: str, redact: Callable[[str], str] = str) -> Event | None:
    """The event of one line, every text in it redacted; ``None`` for any other line."""
    if not line.startswith("{"):
        return None
    try:
        document = json.loads(line)
    except ValueError:
        return None
    # The type is read first: a secret may be one of the format's own words.
    read = _READERS.get(_Record(document).text("type"))
    return read(_Record(redacted(document, redact))) if read else None


def redacted(node: JsonValue, redact: Callable[[str], str]) -> JsonValue:
    """The same JSON with every text in it redacted: after parsing, so that its form cannot be broken."""
    if isinstance(node, str):
        return redact(node)
    if isinstance(node, list):
        return [redacted(item, redact) for item in node]
    if isinstance(node, dict):
        return {key: redacted(value, redact) for key, value in node.items()}
    return node


def _diagnostic(record: _Record) -> Event:
    found = record["diagnostic"]
    place = found["range"]
    return Diagnostic(
        severity=found.text("severity") or record.text("@level"),
        summary=found.text("summary") or record.text("@message"),
        detail=found.text("detail"),
        address=found.text("address") or None,
        file=place.text("filename") or None,
        line=place["start"].count("line") or None,
    )


def _planned(record: _Record) -> Event:
    return PlannedChange(record["change"]["resource"].text("addr"), record["change"].text("action"))


def _start(record: _Record) -> Event:
    return ApplyStart(_address(record), record["hook"].text("action"))


def _progress(record: _Record) -> Event:
    return ApplyProgress(_address(record), record["hook"].text("action"), _elapsed(record))


def _complete(record: _Record) -> Event:
    return ApplyComplete(_address(record), record["hook"].text("action"), _elapsed(record))


def _errored(record: _Record) -> Event:
    return ApplyErrored(_address(record), record["hook"].text("action"), _elapsed(record))


def _refresh_start(record: _Record) -> Event:
    return RefreshStart(_address(record))


def _refresh_complete(record: _Record) -> Event:
    return RefreshComplete(_address(record))


def _summary(record: _Record) -> Event:
    counts = record["changes"]
    return ChangeSummary(
        operation=counts.text("operation"),
        add=counts.count("add"),
        change=counts.count("change"),
        remove=counts.count("remove"),
        imported=counts.count("import"),
    )


def _outputs(record: _Record) -> Event:
    return Outputs(record["outputs"].keys())


def _address(record: _Record) -> str:
    return record["hook"]["resource"].text("addr")


def _elapsed(record: _Record) -> float:
    return record["hook"].number("elapsed_seconds")


_READERS: Mapping[str, Callable[[_Record], Event]] = {
    "diagnostic": _diagnostic,
    "planned_change": _planned,
    "apply_start": _start,
    "apply_progress": _progress,
    "apply_complete": _complete,
    "apply_errored": _errored,
    "refresh_start": _refresh_start,
    "refresh_complete": _refresh_complete,
    "change_summary": _summary,
    "outputs": _outputs,
}
