"""Resolves an environment from its layers; every value remembers which layers set it.

``extends`` names the layers beneath a file. They apply depth-first, in the order named, each once, at its
first place; the file itself comes last. Later wins: maps merge, all else (lists, ``null``) replaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, Union

from stackyard.environments.did_you_mean import hint
from stackyard.environments.names import is_name
from stackyard.environments.nodes import ListNode, MapNode, Node, Plain, ScalarNode, plain
from stackyard.environments.yaml_file import parse_yaml, read_yaml
from stackyard.errors import EnvironmentFileError, Location

FOLDER = "environments"
ENGINE_KEYS = frozenset({"extends", "abstract", "name"})
"""Keys that say something about the file itself; no layer passes them on."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One file that contributes values.

    Args:
        name: its path below ``environments/`` without ``.yaml``: ``base``, ``templates/small``.
        extends: the layers beneath it, each with the place where it is named.
        abstract: a layer only, not an environment.
        tree: its values, engine keys taken out.
    """

    name: str
    extends: tuple[tuple[str, Location], ...]
    abstract: bool
    tree: MapNode


@dataclass(frozen=True, slots=True)
class Source:
    """What one layer says about one key."""

    layer: str
    node: Node


@dataclass(frozen=True, slots=True)
class Value:
    """A resolved value that is no map. ``sources`` holds what each layer said, the one that counts last."""

    sources: tuple[Source, ...]

    @property
    def node(self) -> Node:
        """The node that counts."""
        return self.sources[-1].node


@dataclass(frozen=True, slots=True)
class Branch:
    """A resolved map. ``sources`` holds what each layer said, in order."""

    entries: Mapping[str, Value | Branch]
    sources: tuple[Source, ...]


Resolved: TypeAlias = Union[Value, Branch]  # noqa: UP007 - as in nodes.py


@dataclass(frozen=True, slots=True)
class Resolution:
    """An environment's values, and the layers that they came from, lowest first."""

    name: str
    layers: tuple[Layer, ...]
    tree: Branch

    @property
    def layer(self) -> Layer:
        """The environment's own file."""
        return self.layers[-1]


class LayerFiles:
    """The files below ``environments/``, each read once.

    Args:
        root: the project's root.
        overlay: texts by layer name that count instead of files, for checking a file before it is written.
    """

    def __init__(self, root: Path, overlay: Mapping[str, str] | None = None) -> None:
        self._root = root
        self._overlay = dict(overlay or {})
        self._read: dict[str, Layer] = {}

    def exists(self, name: str) -> bool:
        """Whether there is such a layer."""
        return name in self._overlay or (self._root / file_of(name)).is_file()

    def names(self) -> list[str]:
        """Every layer there is, folders below included, sorted."""
        folder = self._root / FOLDER
        found = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.yaml")}
        return sorted(found | self._overlay.keys())

    def layer(self, name: str) -> Layer:
        """Read one layer.

        Raises:
            EnvironmentFileError: the file is refused, or its engine keys are wrong.
        """
        if name not in self._read:
            file = file_of(name)
            text = self._overlay.get(name)
            tree = read_yaml(self._root / file, file) if text is None else parse_yaml(text, file)
            self._read[name] = _as_layer(name, tree)
        return self._read[name]

    def resolve(self, name: str) -> Resolution:
        """Merge a layer with all that it extends.

        Raises:
            EnvironmentFileError: a layer is missing, refused, or part of a circle.
        """
        order: dict[str, Layer] = {}
        self._visit(name, (), order)
        layers = tuple(order.values())
        tree = Branch({}, ())
        for layer in layers:
            tree = _merge_map(tree, layer.name, layer.tree)
        return Resolution(name, layers, tree)

    def _visit(self, name: str, path: tuple[tuple[str, Location], ...], order: dict[str, Layer]) -> None:
        layer = self.layer(name)
        for beneath, where in layer.extends:
            below = (*path, (name, where))
            if beneath in [above for above, _ in below]:
                raise _circle(below, beneath)
            if not self.exists(beneath):
                raise self._missing(beneath, where)
            if beneath not in order:
                self._visit(beneath, below, order)
        order[name] = layer

    def _missing(self, name: str, where: Location) -> EnvironmentFileError:
        return EnvironmentFileError(
            f"there is no layer {name!r}",
            where=where,
            why=f"{file_of(name)} does not exist",
            next_step=hint(name, self.names()) or f"make {file_of(name)}, or take the name out of `extends`",
        )


def file_of(name: str) -> Path:
    """A layer's file, relative to the project's root."""
    return Path(FOLDER) / f"{name}.yaml"


def plain_tree(tree: Resolved) -> Plain:
    """The values alone, as JSON knows them."""
    if isinstance(tree, Branch):
        return {key: plain_tree(entry) for key, entry in tree.entries.items()}
    return plain(tree.node)


def find(tree: Branch, *keys: str) -> Resolved | None:
    """What stands under nested keys, if anything does."""
    found: Resolved | None = tree
    for key in keys:
        found = found.entries.get(key) if isinstance(found, Branch) else None
    return found


def _merge_map(lower: Resolved | None, layer: str, node: MapNode) -> Branch:
    entries = dict(lower.entries) if isinstance(lower, Branch) else {}
    for key, entry in node.entries.items():
        entries[key] = _merge(entries.get(key), layer, entry)
    return Branch(entries, (*(lower.sources if lower else ()), Source(layer, node)))


def _merge(lower: Resolved | None, layer: str, node: Node) -> Resolved:
    if isinstance(node, MapNode):
        return _merge_map(lower, layer, node)
    return Value((*(lower.sources if lower else ()), Source(layer, node)))


def _as_layer(name: str, tree: MapNode) -> Layer:
    entries = dict(tree.entries)
    extends = entries.pop("extends", None)
    abstract = entries.pop("abstract", None)
    own_name = entries.pop("name", None)
    if own_name is not None and not (isinstance(own_name, ScalarNode) and own_name.value == name):
        raise EnvironmentFileError(
            "`name` differs from the name of the file",
            where=own_name.location,
            why=f"an environment is called as its file, here {name}",
            next_step="remove the line, or rename the file",
        )
    if abstract is not None and not (isinstance(abstract, ScalarNode) and isinstance(abstract.value, bool)):
        raise EnvironmentFileError("`abstract` must be true or false", where=abstract.location)
    values = MapNode(entries, tree.location, tree.first_key, tree.indent, tree.flow)
    return Layer(name, _extends(extends), abstract is not None and plain(abstract) is True, values)


def _extends(node: Node | None) -> tuple[tuple[str, Location], ...]:
    if node is None:
        return ()
    named: list[tuple[str, Location]] = []
    for item in node.items if isinstance(node, ListNode) else (node,):
        if not (isinstance(item, ScalarNode) and isinstance(item.value, str)):
            raise EnvironmentFileError(
                "`extends` must name a layer or a list of layers",
                where=item.location,
                next_step="write `extends: base`, or `extends: [base, eu]`",
            )
        if not all(is_name(part) for part in item.value.split("/")):
            raise EnvironmentFileError(
                f"{item.value!r} names no layer",
                where=item.location,
                why=f"a layer is named by its path below {FOLDER}/, without `.yaml`",
                next_step="write for example `base` or `templates/small`",
            )
        named.append((item.value, item.location))
    return tuple(named)


def _circle(path: tuple[tuple[str, Location], ...], closing: str) -> EnvironmentFileError:
    names = [name for name, _ in path]
    circle = path[names.index(closing) :]
    chain = " -> ".join([*(name for name, _ in circle), closing])
    targets = [*(name for name, _ in circle[1:]), closing]
    steps = [
        f"{where.file}:{where.line} extends {to}" for (_, where), to in zip(circle, targets, strict=True)
    ]
    return EnvironmentFileError(
        f"layers extend each other in a circle: {chain}",
        where=circle[-1][1],
        why="\n".join(steps),
        next_step="take one of these names out of its `extends`",
    )
