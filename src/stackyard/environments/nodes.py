"""What a YAML file holds, as frozen nodes that remember where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, Union

from stackyard.errors import Location

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"
"""A value as JSON knows it."""


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """One value.

    Args:
        value: what it reads as.
        location: file relative to the project's root, line of its key, dotted key.
        span: start and end of its text in the file, in characters, quotes included.
    """

    value: str | int | float | bool | None
    location: Location
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list; items carry locations of their own, with keys such as ``zones[1]``."""

    items: tuple[Node, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class MapNode:
    """A map.

    Args:
        entries: values by key, in the file's order.
        location: where it stands; line ``None`` for a file that holds nothing.
        first_key: where the text of its first key starts, in characters; ``None`` where it has none.
        indent: column of its keys, in characters from 0; without meaning where ``flow``.
        flow: written as ``{a: 1}`` rather than on lines of its own.
    """

    entries: Mapping[str, Node]
    location: Location
    first_key: int | None = None
    indent: int = 0
    flow: bool = False


Node: TypeAlias = Union[ScalarNode, ListNode, MapNode]  # noqa: UP007 - the names above are still unknown to `|`


def plain(node: Node) -> Plain:
    """The value without its locations."""
    if isinstance(node, MapNode):
        return {key: plain(entry) for key, entry in node.entries.items()}
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return node.value
