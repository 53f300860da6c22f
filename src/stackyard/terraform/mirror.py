"""A folder of Terraform providers on this machine, so that none is fetched from the registry.

Its layout is Terraform's own for mirrors: ``<host>/<namespace>/<type>/<version>/<os>_<architecture>/`` or
``<host>/<namespace>/<type>/terraform-provider-<type>_<version>_<os>_<architecture>.zip``.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from stackyard.errors import TerraformError

SETTING = "STACKYARD_PROVIDER_MIRROR"
HOSTS = ("registry.terraform.io", "registry.opentofu.org")
MOST_ENTRIES = 400
"""Folders looked at below one place; a search must not cost more than some milliseconds."""

_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


@dataclass(frozen=True, slots=True)
class Mirror:
    """A folder that holds providers for this machine.

    Args:
        path: the folder above the registry's name.
        providers: full addresses, ``registry.terraform.io/hashicorp/aws``, sorted.
    """

    path: Path
    providers: tuple[str, ...]


def implied_folders(environ: Mapping[str, str]) -> list[Path]:
    """The folders that Terraform takes as mirrors by itself, per its documentation of implied mirrors."""
    home = Path(environ.get("HOME", "/"))
    data = Path(environ.get("XDG_DATA_HOME") or home / ".local/share")
    shared = [
        Path(part)
        for part in (environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
        if part
    ]
    return [home / ".terraform.d/plugins", *(folder / "terraform/plugins" for folder in (data, *shared))]


def searched_folders(environ: Mapping[str, str]) -> list[Path]:
    """Where administrators put things for all users of a machine."""
    home = [Path(environ["HOME"])] if environ.get("HOME") else []
    return [Path(name) for name in ("/opt", "/usr/local/share", "/usr/share", "/srv", "/var/lib")] + home


def named_mirror(environ: Mapping[str, str]) -> Mirror | None:
    """The mirror that the user set, if any.

    Raises:
        TerraformError: what was set holds no provider for this machine.
    """
    wanted = environ.get(SETTING)
    if not wanted:
        return None
    found = mirror_at(Path(wanted))
    if found is None:
        raise TerraformError(
            f"{SETTING} names a folder without providers for {this_platform()}",
            why=f"{wanted} holds none of {', '.join(HOSTS)} with a provider in it",
            next_step="name the folder above the registry's name, as `terraform providers mirror` makes it",
        )
    return found


def find_mirror(places: Sequence[Path]) -> Mirror | None:
    """The first mirror that is one of the places, or lies one or two folders below one."""
    for place in places:
        for folder in _to_depth_two(place):
            if found := mirror_at(folder):
                return found
    return None


def mirror_at(folder: Path) -> Mirror | None:
    """The mirror that a folder is, if it is one with a provider for this machine."""
    providers = [
        f"{host}/{namespace.name}/{kind.name}"
        for host in HOSTS
        for namespace in _folders(folder / host)
        for kind in _folders(namespace)
        if _fits_this_machine(kind)
    ]
    return Mirror(folder.absolute(), tuple(sorted(providers))) if providers else None


def this_platform() -> str:
    """Terraform's name for it, e.g. ``linux_amd64``."""
    machine = platform.machine().lower()
    return f"{sys.platform}_{_MACHINES.get(machine, machine)}"


def _fits_this_machine(kind: Path) -> bool:
    wanted = this_platform()
    unpacked = any((version / wanted).is_dir() for version in _folders(kind))
    return unpacked or any(kind.glob(f"terraform-provider-{kind.name}_*_{wanted}.zip"))


def _to_depth_two(place: Path) -> Iterator[Path]:
    yield place
    children = _folders(place)
    yield from children
    yield from islice((below for child in children for below in _folders(child)), MOST_ENTRIES)


def _folders(folder: Path) -> list[Path]:
    """At most ``MOST_ENTRIES`` folders in one, sorted; none where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in islice(entries, MOST_ENTRIES) if entry.is_dir()]
    except OSError:
        return []
    return [folder / name for name in sorted(names)]
