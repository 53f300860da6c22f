"""Makes a new environment file from the one of another environment, comments kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stackyard.environments.layers import FOLDER, LayerFiles, Resolution, file_of, find
from stackyard.environments.listing import list_environments, resolve_environment
from stackyard.environments.names import check_name
from stackyard.environments.nodes import ListNode, MapNode, Node, ScalarNode
from stackyard.environments.scalars import AmbiguousScalar, read_plain
from stackyard.environments.state import refuse_shared_state
from stackyard.environments.yaml_file import parse_yaml
from stackyard.errors import EnvironmentFileError, Location, UsageError
from stackyard.io.files import write_atomically

_KEPT = frozenset({"extends", "state.bucket"})
"""Keys whose values name a thing that exists already, and so keep the source's name."""


@dataclass(frozen=True, slots=True)
class NewEnvironment:
    """A file that was made.

    Args:
        file: relative to the project's root.
        changed: dotted keys whose values differ from the source's.
    """

    file: Path
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Edit:
    key: str
    span: tuple[int, int]
    text: str


def new_environment(root: Path, name: str, source: str) -> NewEnvironment:
    """Write ``environments/<name>.yaml`` after the file of another environment.

    Values that hold the source's name as a word take the new name, except what is extended and the bucket of
    the state; the key of the state always becomes one of its own.

    Raises:
        UsageError: a name is ill-formed, or the new one is taken.
        EnvironmentFileError: the source does not resolve, or the new file would not.
    """
    check_name(name)
    files = LayerFiles(root)
    _refuse_taken(files, root, name)
    resolution = resolve_environment(files, source)
    text = (root / file_of(source)).read_text(encoding="utf-8")
    edits = _edits(text, parse_yaml(text, file_of(source)), resolution, name)
    new_text = _with_header(_apply(text, edits), source)
    _check(root, name, new_text)
    write_atomically(root / file_of(name), new_text)
    return NewEnvironment(file_of(name), tuple(edit.key for edit in edits))


def _refuse_taken(files: LayerFiles, root: Path, name: str) -> None:
    # A link that leads nowhere is no file, but writing would replace it.
    if files.exists(name) or (root / file_of(name)).is_symlink():
        raise UsageError(
            f"the name {name!r} is taken",
            where=Location(file_of(name)),
            next_step="choose another name; `stackyard env list` shows the environments",
        )


def _edits(text: str, tree: MapNode, resolution: Resolution, name: str) -> list[_Edit]:
    """What must differ, in the file's order."""
    source = resolution.name
    word = re.compile(rf"(?<![A-Za-z0-9]){re.escape(source)}(?![A-Za-z0-9])")
    edits = []
    for node in _scalars(tree):
        key, raw = node.location.key or "", text[slice(*node.span)]
        if key.partition("[")[0] not in _KEPT and isinstance(node.value, str) and word.search(raw):
            edits.append(_Edit(key, node.span, _as_text(raw, word.sub(name, raw))))
    if all(edit.key != "state.key" for edit in edits):
        edits += _own_state_key(tree, resolution, name)
    return sorted(edits, key=lambda edit: edit.span)


def _own_state_key(tree: MapNode, resolution: Resolution, name: str) -> list[_Edit]:
    """A state key that is written out, here or in a layer, and would be shared: write another."""
    if find(resolution.tree, "state", "key") is None:
        return []
    state = tree.entries.get("state")
    if isinstance(state, MapNode) and isinstance(key := state.entries.get("key"), ScalarNode):
        return [_Edit("state.key", key.span, f"{name}.tfstate")]
    if isinstance(state, MapNode) and state.first_key is not None and state.location.line is not None:
        between = ", " if state.flow else "\n" + " " * state.indent
        return [_Edit("state.key", (state.first_key, state.first_key), f"key: {name}.tfstate{between}")]
    if state is None and tree.first_key is not None and not tree.flow:
        start = (tree.first_key, tree.first_key)
        return [_Edit("state.key", start, f"state:\n  key: {name}.tfstate\n{' ' * tree.indent}")]
    return []


def _scalars(node: Node) -> Iterator[ScalarNode]:
    if isinstance(node, ScalarNode):
        yield node
        return
    for below in node.items if isinstance(node, ListNode) else node.entries.values():
        yield from _scalars(below)


def _as_text(old: str, new: str) -> str:
    """Quote what stood unquoted and would now be no text, as after renaming ``dev`` to ``no``."""
    if old[0] in "\"'|>":
        return new
    try:
        return new if isinstance(read_plain(new), str) else json.dumps(new)
    except AmbiguousScalar:
        return json.dumps(new)


def _apply(text: str, edits: list[_Edit]) -> str:
    for edit in reversed(edits):
        start, end = edit.span
        text = text[:start] + edit.text + text[end:]
    return text


def _with_header(text: str, source: str) -> str:
    """A line that says where the file comes from, below the line that tells editors its schema."""
    first, newline, rest = text.partition("\n")
    header = f"# Made from {source}.yaml by `stackyard env new`.\n"
    return first + newline + header + rest if first.startswith("# yaml-language-server") else header + text


def _check(root: Path, name: str, text: str) -> None:
    """Refuse a file that does not resolve, or whose state is another environment's."""
    files = LayerFiles(root, {name: text})
    new = files.resolve(name)
    for other in list_environments(root / FOLDER):
        try:
            resolved = files.resolve(other)
        except EnvironmentFileError:
            continue  # A broken file has no state to share.
        refuse_shared_state([resolved, new])
