"""No two environments share a state: a plan of one would destroy what the other made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from stackyard.environments.layers import (
    FOLDER,
    Branch,
    LayerFiles,
    Resolution,
    Value,
    file_of,
    find,
    plain_tree,
)
from stackyard.environments.listing import list_environments
from stackyard.errors import EnvironmentFileError, Location

# An explicit `key`, or an escape that could hide one. Without either, each key is made from its name.
_EXPLICIT = re.compile(rb"\bkey\b|\\")


@dataclass(frozen=True, slots=True)
class StateAddress:
    """One object in one store. Buckets of AWS are unique over all regions, so the region is no part of it."""

    endpoint: str | None
    bucket: str
    key: str


def state_address(resolution: Resolution) -> StateAddress | None:
    """Where an environment's state lies; ``None`` where it has none, or one that validation will refuse."""
    state = find(resolution.tree, "state")
    given = plain_tree(state) if isinstance(state, Branch) else None
    if not isinstance(given, dict):
        return None
    bucket, key, endpoint = (
        given.get("bucket"),
        given.get("key", f"{resolution.name}.tfstate"),
        given.get("endpoint"),
    )
    if not isinstance(bucket, str) or not isinstance(key, str):
        return None
    return StateAddress(endpoint.rstrip("/") if isinstance(endpoint, str) else None, bucket, key)


def check_repository(root: Path, names: Sequence[str] | None = None) -> None:
    """Refuse environments that share a state with any other.

    Files that cannot be read are passed over unless asked for: a broken file cannot be deployed, and is
    compared as soon as it is mended.

    Args:
        root: the project's root.
        names: the environments meant; all where ``None``.

    Raises:
        EnvironmentFileError: two environments have one state; both places are named.
    """
    if not _any_explicit_key(root / FOLDER):
        return
    files = LayerFiles(root)
    every = list_environments(root / FOLDER)
    asked = every if names is None else list(names)
    resolved = [files.resolve(name) for name in asked]
    for name in every:
        if name not in asked:
            try:
                resolved.append(files.resolve(name))
            except EnvironmentFileError:
                continue
    refuse_shared_state(resolved)


def refuse_shared_state(resolutions: Iterable[Resolution]) -> None:
    """Refuse two environments at one address.

    Raises:
        EnvironmentFileError: the later of two, naming both.
    """
    holders: dict[StateAddress, Resolution] = {}
    for one in resolutions:
        address = state_address(one)
        if address is None:
            continue
        holder = holders.setdefault(address, one)
        if holder is not one:
            first, second = _key_location(holder), _key_location(one)
            raise EnvironmentFileError(
                f"{holder.name} and {one.name} share one state: {address.key!r} in bucket {address.bucket!r}",
                where=second,
                why=f"a plan of one would destroy what the other made; {holder.name} has it from {first}",
                next_step=f"give {one.name} a `state.key` of its own, such as {one.name}.tfstate",
            )


def _key_location(resolution: Resolution) -> Location:
    key = find(resolution.tree, "state", "key")
    if isinstance(key, Value):
        return key.node.location
    return Location(file_of(resolution.name), key="state.key")


def _any_explicit_key(folder: Path) -> bool:
    return any(_EXPLICIT.search(path.read_bytes()) for path in folder.rglob("*.yaml"))
