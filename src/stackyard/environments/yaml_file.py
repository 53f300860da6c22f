"""Reads a YAML file into nodes that know their line, and refuses what would surprise.

It works on the parser's events, so nothing is ever constructed from a tag, and nothing is expanded from an
alias: both are refused where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from stackyard.environments.nodes import ListNode, MapNode, Node, ScalarNode
from stackyard.environments.scalars import AmbiguousScalar, read_plain
from stackyard.errors import EnvironmentFileError, Location

LARGEST = 1 << 20
"""Bytes. An environment file has a few hundred lines; a file of this size is something else."""

DEEPEST = 32
"""Levels of nesting. No model of an environment comes near it."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAB = re.compile(r"^ *\t", re.MULTILINE)


def read_yaml(path: Path, shown_as: Path) -> MapNode:
    """Read one file.

    Args:
        path: the file.
        shown_as: how errors and locations name it, e.g. ``environments/dev.yaml``.

    Raises:
        EnvironmentFileError: it cannot be read, is no UTF-8, or :func:`parse_yaml` refuses it.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EnvironmentFileError(
            "the file cannot be read", where=Location(shown_as), why=error.strerror or type(error).__name__
        ) from None
    return parse_yaml(_decode(data, shown_as), shown_as)


def parse_yaml(text: str, shown_as: Path) -> MapNode:
    """Read the text of a file that holds one map; a text without any value is an empty map.

    Raises:
        EnvironmentFileError: bad syntax; a duplicate key; a tab in indentation; an anchor, alias, merge key
            or tag; an unquoted value that readers of YAML disagree about; no map; too deep.
    """
    return _Reader(text, shown_as).read()


def _decode(data: bytes, file: Path) -> str:
    if len(data) > LARGEST:
        raise EnvironmentFileError(
            f"the file is larger than {LARGEST >> 20} MiB",
            where=Location(file),
            next_step="an environment file holds settings only; move data elsewhere",
        )
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise EnvironmentFileError(
            "the file starts with a byte order mark",
            where=Location(file, 1),
            next_step="save it as UTF-8 without BOM",
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise EnvironmentFileError(
            "the file is not UTF-8",
            where=Location(file, data.count(b"\n", 0, error.start) + 1),
            why=f"byte 0x{data[error.start]:02x} starts no UTF-8 character",
            next_step="save it as UTF-8",
        ) from None


class _Reader:
    """One reading of one text."""

    def __init__(self, text: str, file: Path) -> None:
        self._text = text
        self._file = file
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
        self._free_text: list[tuple[int, int]] = []
        """Lines, first to last, of scalars in which a tab belongs to the value."""

    def read(self) -> MapNode:
        try:
            root = self._document()
        except yaml.YAMLError as error:
            raise self._tab() or self._syntax(error) from None
        if tab := self._tab():
            raise tab
        return root

    def _document(self) -> MapNode:
        nothing = MapNode({}, Location(self._file))
        next(self._events)  # the stream's start
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return nothing
        event = next(self._events)
        node = self._node(event, "", _line(event), 1)
        next(self._events)  # the document's end
        following = next(self._events)
        if not isinstance(following, yaml.StreamEndEvent):
            raise self._error(
                "the file holds more than one document", following, "", "keep one; remove the line `---`"
            )
        if isinstance(node, MapNode):
            return node
        if isinstance(node, ScalarNode) and node.value is None:
            return nothing
        kind = "a list" if isinstance(node, ListNode) else "a single value"
        raise EnvironmentFileError(
            f"the file holds {kind} where keys with values are meant",
            where=Location(self._file, node.location.line),
            next_step="write `key: value` lines, such as `target: aws`",
        )

    def _node(self, event: yaml.Event, key: str, line: int, depth: int) -> Node:
        self._refuse_surprises(event, key)
        if depth > DEEPEST:
            raise self._error(f"nested deeper than {DEEPEST} levels", event, key, "make the file flatter")
        if isinstance(event, yaml.MappingStartEvent):
            return self._map(event, key, line, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return ListNode(tuple(self._items(key, depth)), Location(self._file, line, key or None))
        assert isinstance(event, yaml.ScalarEvent)
        return self._scalar(event, key, line)

    def _items(self, key: str, depth: int) -> Iterator[Node]:
        for number, event in enumerate(self._until(yaml.SequenceEndEvent)):
            yield self._node(event, f"{key}[{number}]", _line(event), depth + 1)

    def _map(self, start: yaml.MappingStartEvent, key: str, line: int, depth: int) -> MapNode:
        entries: dict[str, Node] = {}
        lines: dict[str, int] = {}
        first_key: int | None = None
        for event in self._until(yaml.MappingEndEvent):
            name = self._key(event, key)
            dotted = f"{key}.{name}" if key else name
            if name in entries:
                raise self._error(
                    f"the key {name!r} stands twice",
                    event,
                    dotted,
                    "keep one of the two",
                    why=f"it is set first in line {lines[name]}; readers differ on which one counts",
                )
            lines[name] = _line(event)
            first_key = _start(event) if first_key is None else first_key
            entries[name] = self._node(next(self._events), dotted, lines[name], depth + 1)
        indent = 0 if first_key is None else first_key - (self._text.rfind("\n", 0, first_key) + 1)
        where = Location(self._file, line, key or None)
        return MapNode(entries, where, first_key, indent, bool(start.flow_style))

    def _key(self, event: yaml.Event, parent: str) -> str:
        self._refuse_surprises(event, parent)
        if not isinstance(event, yaml.ScalarEvent):
            raise self._error("a key must be text", event, parent, "a list or map cannot be a key")
        if not event.style and event.value == "<<":
            raise self._error(
                "merge keys (`<<`) are not supported",
                event,
                parent,
                "put what is shared into a layer, and name it in `extends`",
            )
        value = self._scalar(event, f"{parent}.{event.value}" if parent else event.value, _line(event))
        if not isinstance(value.value, str):
            raise self._error(
                f"a key must be text, and {event.value or 'nothing'} is not",
                event,
                parent,
                f'write it in quotes: "{event.value}"',
            )
        return value.value

    def _scalar(self, event: yaml.ScalarEvent, key: str, line: int) -> ScalarNode:
        span = (_start(event), _end(event))
        where = Location(self._file, line, key or None)
        if event.style:  # None, or "" from the C parser, where it stands unquoted
            self._free_text.append((_line(event) - 1, _last_line(event)))
            return ScalarNode(event.value, where, span)
        try:
            return ScalarNode(read_plain(event.value), where, span)
        except AmbiguousScalar as reason:
            raise EnvironmentFileError(
                f"{event.value} must be written in another way",
                where=where,
                why=str(reason),
                next_step=_rewriting(event.value),
            ) from None

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        while not isinstance(event := next(self._events), end):
            yield event

    def _refuse_surprises(self, event: yaml.Event, key: str) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise self._error(
                "anchors and aliases (`&`, `*`) are not supported",
                event,
                key,
                "put what is shared into a layer, and name it in `extends`; quote text that starts so",
            )
        if (tag := getattr(event, "tag", None)) is not None:
            raise self._error(
                f"tags such as {tag} are not supported",
                event,
                key,
                "remove the tag; put text that starts with ! in quotes",
            )

    def _error(
        self, what: str, event: yaml.Event, key: str, next_step: str, *, why: str | None = None
    ) -> EnvironmentFileError:
        where = Location(self._file, _line(event), key or None)
        return EnvironmentFileError(what, where=where, why=why, next_step=next_step)

    def _tab(self) -> EnvironmentFileError | None:
        """The first tab in indentation, unless it is part of a value."""
        for found in _TAB.finditer(self._text):
            line = self._text.count("\n", 0, found.start())
            # The line that a scalar starts on is indented like any other.
            if not any(first < line <= last for first, last in self._free_text):
                return EnvironmentFileError(
                    "the line is indented with a tab",
                    where=Location(self._file, line + 1),
                    why="YAML allows spaces only",
                    next_step="replace the tab by spaces",
                )
        return None

    def _syntax(self, error: yaml.YAMLError) -> EnvironmentFileError:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark is not None else None
        if line is None and (position := getattr(error, "position", None)) is not None:
            line = self._text.count("\n", 0, position) + 1
        # Only the parser's own words: its full message quotes the file's text.
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
        return EnvironmentFileError(
            "the file is not YAML",
            where=Location(self._file, line),
            why=str(problem),
            next_step="look at this line and the one before: indentation, colons, quotes, brackets",
        )


def _line(event: yaml.Event) -> int:
    """1-based."""
    assert event.start_mark is not None
    return event.start_mark.line + 1


def _start(event: yaml.Event) -> int:
    assert event.start_mark is not None
    return event.start_mark.index


def _end(event: yaml.Event) -> int:
    assert event.end_mark is not None
    return event.end_mark.index


def _last_line(event: yaml.Event) -> int:
    """0-based; of a block scalar, the line after it."""
    assert event.end_mark is not None
    return event.end_mark.line


def _rewriting(text: str) -> str:
    if text.lower() in {"yes", "on", "y"}:
        return f'write true, or "{text}" in quotes for the text'
    if text.lower() in {"no", "off", "n"}:
        return f'write false, or "{text}" in quotes for the text'
    return f'write "{text}" in quotes for the text, or as a plain decimal number'
