"""Where each value of an environment comes from, and what it overrode."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from stackyard.environments.did_you_mean import hint
from stackyard.environments.layers import Resolution, Resolved, Source, Value
from stackyard.environments.nodes import MapNode, Plain, plain
from stackyard.errors import Location, UsageError


@dataclass(frozen=True, slots=True)
class Said:
    """What one layer says: the value, and where."""

    value: Plain
    layer: str
    where: Location

    def as_json(self) -> dict[str, Plain]:
        """For ``--json``."""
        return {
            "value": self.value,
            "layer": self.layer,
            "file": str(self.where.file),
            "line": self.where.line,
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """One key: what counts, and what it overrode, the latest first."""

    key: str
    said: Said
    overrode: tuple[Said, ...]


def explain(resolution: Resolution, key: str | None = None) -> list[Explanation]:
    """Explain every value, or those at and below one key, in the order of the resolved tree.

    Args:
        resolution: the environment.
        key: dotted key, e.g. ``network.cidr``.

    Raises:
        UsageError: no layer sets this key.
    """
    every = list(_walk(resolution.tree, ""))
    if key is None:
        return every
    chosen = [one for one in every if one.key == key or one.key.startswith(f"{key}.")]
    if not chosen:
        raise UsageError(
            f"no layer of {resolution.name} sets {key!r}",
            why="keys that are left out have the default of the model, which `stackyard env show` shows",
            next_step=hint(key, {*(one.key for one in every), *_branches(every)}),
        )
    return chosen


def render(value: Plain) -> str:
    """A value on one line: text as it is, unless that would mislead; everything else as JSON."""
    if isinstance(value, str) and value.isprintable() and value.strip() == value != "":
        return value
    return json.dumps(value, ensure_ascii=False)


def _walk(here: Resolved, key: str) -> Iterator[Explanation]:
    if isinstance(here, Value):
        yield _explanation(key, here.sources)
        return
    replaced = [source for source in here.sources if not isinstance(source.node, MapNode)]
    if key and (replaced or not here.entries):
        # A map that holds nothing, or stands where a layer below has a single value, is a value of its own.
        yield _explanation(key, (*replaced, here.sources[-1]))
    for name, entry in here.entries.items():
        yield from _walk(entry, f"{key}.{name}" if key else name)


def _explanation(key: str, sources: tuple[Source, ...]) -> Explanation:
    said = [Said(plain(s.node), s.layer, s.node.location) for s in reversed(sources)]
    return Explanation(key, said[0], tuple(said[1:]))


def _branches(every: list[Explanation]) -> set[str]:
    return {one.key.rpartition(".")[0] for one in every} - {""}
