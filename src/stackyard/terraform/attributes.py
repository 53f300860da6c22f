"""Attributes that a plan changes, one a leaf of the resource's value."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from stackyard.terraform.variables import JsonValue

Step = str | int


@dataclass(frozen=True, slots=True)
class AttributeChange:
    """One leaf that changes.

    Args:
        path: e.g. ``tags.Name`` or ``ingress[0].from_port``.
        before: its value now; ``None`` where it has none or it is sensitive.
        after: its value then; ``None`` where it has none, it is sensitive or not known yet.
        sensitive: whether the values are kept out.
        unknown: whether the new value is known only once it is applied.
        forces_replacement: whether the resource must be replaced for it.
    """

    path: str
    before: JsonValue = None
    after: JsonValue = None
    sensitive: bool = False
    unknown: bool = False
    forces_replacement: bool = False

    def to_json(self) -> dict[str, JsonValue]:
        """All fields, by name."""
        return {
            "path": self.path,
            "before": self.before,
            "after": self.after,
            "sensitive": self.sensitive,
            "unknown": self.unknown,
            "forces_replacement": self.forces_replacement,
        }

    def __str__(self) -> str:
        note = "  # forces replacement" if self.forces_replacement else ""
        if self.sensitive:
            return f"{self.path}: (sensitive){note}"
        after = "(known after apply)" if self.unknown else json.dumps(self.after, ensure_ascii=False)
        if self.before is None:
            return f"{self.path}: {after}{note}"
        return f"{self.path}: {json.dumps(self.before, ensure_ascii=False)} -> {after}{note}"


@dataclass(frozen=True, slots=True)
class Sides:
    """The ``change`` of a resource in Terraform's plan: values, and marks of the same shape beside them."""

    before: JsonValue
    after: JsonValue
    unknown: JsonValue
    before_sensitive: JsonValue
    after_sensitive: JsonValue
    replace_paths: Sequence[Sequence[Step]] = ()


def attribute_changes(sides: Sides, secret: Container[str] = ()) -> tuple[AttributeChange, ...]:
    """The leaves that differ, sorted by path.

    For a resource that is new, what is not known yet is left out: it would be every computed attribute.

    Args:
        sides: the change.
        secret: texts that count as sensitive wherever they stand.
    """
    is_new = sides.before is None
    if sides.after is None and sides.unknown in (None, False, {}):
        return ()
    before = dict(_leaves(sides.before, ()))
    after = dict(_leaves(sides.after, ()))
    unknown = {path for path, mark in _leaves(sides.unknown, ()) if mark is True}
    changed = {path for path in before.keys() | after.keys() if not _same(before.get(path), after.get(path))}
    paths = (changed | (set() if is_new else unknown)) - {()}
    found = (
        _change(sides, path, before.get(path), after.get(path), path in unknown, secret) for path in paths
    )
    return tuple(sorted(_without_parents(found, unknown), key=lambda one: one.path))


def _same(before: JsonValue, after: JsonValue) -> bool:
    """Equal, or both nothing: providers use null, "" and empty containers for an absent block alike."""
    empty: tuple[JsonValue, ...] = (None, [], {})
    if before in empty and after in empty:
        return True
    return type(before) is type(after) and before == after


def _without_parents(
    found: Iterator[AttributeChange], unknown: set[tuple[Step, ...]]
) -> Iterator[AttributeChange]:
    hidden = [text_of(path) for path in unknown]
    for one in found:
        # Below a value that is unknown as a whole its old leaves tell nothing more.
        if not any(one.path.startswith((f"{above}.", f"{above}[")) for above in hidden):
            yield one


def sensitive_texts(sides: Sides) -> Iterator[str]:
    """The texts that are marked sensitive, now or then."""
    for value, marks in ((sides.before, sides.before_sensitive), (sides.after, sides.after_sensitive)):
        for path, leaf in _leaves(value, ()):
            if isinstance(leaf, str) and leaf and _marked(marks, path):
                yield leaf


def _change(
    sides: Sides,
    path: tuple[Step, ...],
    before: JsonValue,
    after: JsonValue,
    unknown: bool,
    secret: Container[str],
) -> AttributeChange:
    sensitive = _marked(sides.before_sensitive, path) or _marked(sides.after_sensitive, path)
    sensitive = sensitive or any(isinstance(value, str) and value in secret for value in (before, after))
    return AttributeChange(
        path=text_of(path),
        before=None if sensitive else before,
        after=None if sensitive or unknown else after,
        sensitive=sensitive,
        unknown=unknown,
        forces_replacement=any(tuple(path[: len(cause)]) == tuple(cause) for cause in sides.replace_paths),
    )


def _leaves(node: JsonValue, path: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], JsonValue]]:
    if isinstance(node, dict) and node:
        for key, value in node.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(node, list) and node:
        for index, value in enumerate(node):
            yield from _leaves(value, (*path, index))
    else:
        yield path, node


def _marked(marks: JsonValue, path: tuple[Step, ...]) -> bool:
    """Whether the leaf, anything above it or anything below it is marked."""
    for step in path:
        if marks is True:
            return True
        if isinstance(marks, dict) and isinstance(step, str):
            marks = marks.get(step)
        elif isinstance(marks, list) and isinstance(step, int) and step < len(marks):
            marks = marks[step]
        else:
            return False
    return any(mark is True for _, mark in _leaves(marks, ()))


def text_of(path: Sequence[Step]) -> str:
    """``tags.Name``, ``ingress[0].port``; a key that is no word stands in quotes."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif step.replace("_", "a").replace("-", "a").isalnum():
            text += f".{step}" if text else step
        else:
            text += f"[{json.dumps(step, ensure_ascii=False)}]"
    return text
