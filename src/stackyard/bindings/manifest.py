"""Which types of which provider get classes: ``bindings.json`` beside the generated packages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from stackyard.errors import BindingsError, Location


@dataclass(frozen=True, slots=True)
class Selection:
    """What is wanted of one provider.

    Args:
        name: its local name in Terraform, e.g. ``aws``; also the generated package's.
        source: its address, e.g. ``hashicorp/aws``.
        version: exact version, e.g. ``5.100.0``.
        documentation: URL of a type's page with ``{version}``, ``{kind}`` (``r`` or ``d``) and ``{name}`` in it.
        omit: arguments and blocks of the provider's configuration that get no place in its classes, by dotted
            path; for those that would put credentials into synthesised files.
        resources: resource types, with the provider's prefix.
        data_sources: data source types, with the provider's prefix.
    """

    name: str
    source: str
    version: str
    documentation: str | None = None
    omit: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    data_sources: tuple[str, ...] = ()


def read_manifest(path: Path) -> dict[str, Selection]:
    """The selections by provider name.

    Raises:
        BindingsError: the file is missing, is no JSON, or has keys that mean nothing.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BindingsError(
            "cannot read the list of bindings", where=Location(path), why=str(error)
        ) from None
    if not isinstance(content, dict):
        raise BindingsError("the list of bindings is not a JSON object", where=Location(path))
    return {name: _selection(name, entry, path) for name, entry in sorted(content.items())}


def _selection(name: str, entry: object, path: Path) -> Selection:
    where = Location(path, key=name)
    if not name.isidentifier() or not isinstance(entry, dict):
        raise BindingsError(f"{name!r} is no entry for a provider", where=where)
    known = ("source", "version", "documentation", "omit", "resources", "data_sources")
    if unknown := sorted(set(entry) - set(known)):
        raise BindingsError(f"unknown key {unknown[0]!r}", where=where, why=f"known are {', '.join(known)}")
    lists = {key: _strings(entry.get(key, []), Location(path, key=f"{name}.{key}")) for key in known[3:]}
    texts = {key: _string(entry.get(key), Location(path, key=f"{name}.{key}")) for key in known[:2]}
    documentation = entry.get("documentation")
    return Selection(
        name,
        texts["source"],
        texts["version"],
        documentation if isinstance(documentation, str) else None,
        lists["omit"],
        lists["resources"],
        lists["data_sources"],
    )


def _strings(value: object, where: Location) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BindingsError("expected a list of strings", where=where)
    return tuple(value)


def _string(value: object, where: Location) -> str:
    if not isinstance(value, str) or not value:
        raise BindingsError("expected a string", where=where)
    return value
