"""Turns what pydantic found wrong into errors that name file, line and key."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from stackyard.environments.did_you_mean import hint
from stackyard.environments.layers import Branch, Resolution, Resolved, Value, file_of
from stackyard.environments.nodes import ListNode, MapNode, Node, ScalarNode
from stackyard.errors import EnvironmentFileError, Location

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_MEANT = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "dict_type": "a map of keys",
    "model_type": "a map of keys",
    "model_attributes_type": "a map of keys",
}
"""Kinds of pydantic's errors (https://docs.pydantic.dev/latest/errors/validation_errors/) in our words."""


def as_environment_error(
    error: ValidationError, resolution: Resolution, model: type[BaseModel]
) -> EnvironmentFileError:
    """One error for all that pydantic found: the one problem itself, or a list of them."""
    details = error.errors(include_url=False, include_input=False)
    # A default that is made from other values is missing only because those are wrong.
    found = [_problem(d, resolution, model) for d in details if d["type"] != "default_factory_not_called"]
    if len(found) == 1:
        return found[0]
    file = file_of(resolution.name)
    found.sort(key=_place)
    lines = [f"{one.where}: {one.what}" + (f"; {one.next_step}" if one.next_step else "") for one in found]
    return EnvironmentFileError(
        f"{len(found)} values are wrong",
        where=Location(file),
        why="\n".join(lines),
        next_step="`stackyard env schema` shows what may stand there",
    )


def _place(error: EnvironmentFileError) -> tuple[str, int]:
    where = error.where
    return (str(where.file), where.line or 0) if where else ("", 0)


def _problem(detail: ErrorDetails, resolution: Resolution, model: type[BaseModel]) -> EnvironmentFileError:
    loc, kind, context = detail["loc"], detail["type"], detail.get("ctx", {})
    steps = _descend(resolution, loc)
    where = steps[-1][1]
    node = _node(steps[-1][0])
    name = str(loc[-1]) if loc else ""
    if kind == "extra_forbidden":
        known = sorted({*fields_at(model, loc[:-1]), *(("extends", "abstract") if len(loc) == 1 else ())})
        next_step = hint(name, known) or f"known here: {', '.join(known)}"
        return EnvironmentFileError(f"unknown key {name!r}", where=where, next_step=next_step)
    if kind == "missing":
        key = _dotted(loc)
        return EnvironmentFileError(
            f"{key!r} is missing",
            where=Location(where.file, where.line, key),
            next_step=f"set it in {file_of(resolution.name)}, or in a layer that it extends",
        )
    if kind in _MEANT:
        return EnvironmentFileError(
            f"must be {_MEANT[kind]}, not {_is(node)}", where=where, next_step=_quoting(kind, node)
        )
    if kind in ("literal_error", "enum"):
        expected = str(context.get("expected", ""))
        given = node.value if isinstance(node, ScalarNode) else _is(node)
        near = hint(str(given), re.findall(r"'([^']*)'", expected))
        return EnvironmentFileError(f"{given!r} is none of {expected}", where=where, next_step=near)
    return EnvironmentFileError(detail["msg"].removeprefix("Value error, "), where=where)


def fields_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> set[str]:
    """The keys that a model, or the models nested in it under ``loc``, take."""
    models = {model}
    annotations: list[object] = []
    for part in loc:
        fields = [m.model_fields[part] for m in models if isinstance(part, str) and part in m.model_fields]
        # An index, a key of a dict, the tag of a union: the annotation at hand covers what lies below.
        annotations = [field.annotation for field in fields] or annotations
        models = {found for annotation in annotations for found in _models_in(annotation)} or models
    return {field.alias or name for m in models for name, field in m.model_fields.items()}


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and not typing.get_args(annotation):
        if issubclass(annotation, BaseModel):
            yield annotation
        return
    for inner in typing.get_args(annotation):
        yield from _models_in(inner)


def _descend(resolution: Resolution, loc: tuple[int | str, ...]) -> list[tuple[Resolved | Node, Location]]:
    """What stands along ``loc``, outermost first; parts that are no keys (tags of unions) are passed over."""
    here: Resolved | Node = resolution.tree
    steps = [(here, Location(file_of(resolution.name)))]
    for part in loc:
        below = _child(here, part)
        if below is not None:
            here = below
            steps.append((here, _location(here)))
    return steps


def _child(here: Resolved | Node, part: int | str) -> Resolved | Node | None:
    node = here.node if isinstance(here, Value) else here
    if isinstance(node, (Branch, MapNode)):
        return node.entries.get(str(part))
    if isinstance(node, ListNode) and isinstance(part, int) and part < len(node.items):
        return node.items[part]
    return None


def _location(here: Resolved | Node) -> Location:
    return here.sources[-1].node.location if isinstance(here, (Branch, Value)) else here.location


def _node(here: Resolved | Node) -> Node:
    return here.sources[-1].node if isinstance(here, (Branch, Value)) else here


def _dotted(loc: tuple[int | str, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).removeprefix(".")


def _is(node: Node) -> str:
    if isinstance(node, MapNode):
        return "a map"
    if isinstance(node, ListNode):
        return "a list"
    if node.value is None:
        return "empty"
    if isinstance(node.value, bool):
        return str(node.value).lower()
    return "text" if isinstance(node.value, str) else f"the number {node.value}"


def _quoting(kind: str, node: Node) -> str | None:
    if kind != "string_type" or not isinstance(node, ScalarNode) or node.value is None:
        return None
    text = str(node.value).lower() if isinstance(node.value, bool) else str(node.value)
    return f'write it in quotes: "{text}"'
