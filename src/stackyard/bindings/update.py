"""Makes and refreshes the generated packages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stackyard.bindings.manifest import Selection
from stackyard.bindings.names import camel, module_name, without_prefix
from stackyard.bindings.outline import Class, Kind, outline
from stackyard.bindings.schema import Block, ProviderSchema
from stackyard.bindings.source import MARK, module, package_index
from stackyard.errors import BindingsError
from stackyard.io.files import write_atomically

MANIFEST = "bindings.json"


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between the files that stand and those that should; names relative to the package."""

    written: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.written or self.removed)


def find_manifest(root: Path) -> Path:
    """The project's ``constructs/<package>/bindings/bindings.json``.

    Raises:
        BindingsError: there is none, or more than one.
    """
    found = sorted(root.glob(f"constructs/*/bindings/{MANIFEST}"))
    if len(found) != 1:
        raise BindingsError(
            f"there {'is no' if not found else 'is more than one'} {MANIFEST}",
            why=f"looked for constructs/*/bindings/{MANIFEST} in {root}",
            next_step="keep exactly one, in the catalogue's package",
        )
    return found[0]


def generate(selection: Selection, schema: ProviderSchema, *, package: str) -> dict[str, str]:
    """The text of each file of a provider's package, by file name.

    Args:
        selection: which types.
        schema: of that provider and version.
        package: the catalogue's package, which holds ``bindings`` and what the classes extend.

    Raises:
        BindingsError: the schema lacks a selected type.
    """
    origin = f"{selection.source} {selection.version}"
    modules = _outlines(selection, schema)
    files = {
        f"{name}.py": module(
            classes,
            origin=origin,
            package=package,
            provider=selection.name,
            source=selection.source,
            version=selection.version,
            page=_page(selection, classes[-1]),
        )
        for name, classes in modules
    }
    index = package_index(modules, origin=origin, package=f"{package}.bindings.{selection.name}")
    return {"__init__.py": index, **files}


def compare(folder: Path, files: Mapping[str, str]) -> Changes:
    """What ``write`` would do."""
    written = tuple(name for name in sorted(files) if _text(folder / name) != files[name])
    generated = (f for f in sorted(folder.glob("*.py")) if MARK in _text(f).partition("\n")[0])
    return Changes(written, tuple(f.name for f in generated if f.name not in files))


def write(folder: Path, files: Mapping[str, str]) -> Changes:
    """Write what differs; remove generated files that are no longer wanted, and only those."""
    changes = compare(folder, files)
    for name in changes.written:
        write_atomically(folder / name, files[name])
    for name in changes.removed:
        (folder / name).unlink()
    return changes


def _outlines(selection: Selection, schema: ProviderSchema) -> list[tuple[str, list[Class]]]:
    # Names of all types, not of the selected only: selecting one more must not rename a class in use.
    taken = {camel(without_prefix(name, selection.name)) for name in schema.resource_names()}
    wanted: dict[str, tuple[str, Kind, str, Block]] = {
        "provider": (f"{camel(selection.name)}Provider", "Provider", selection.name, schema.provider)
    }
    for type_ in sorted(set(selection.resources)):
        short = without_prefix(type_, selection.name)
        _claim(wanted, short, (camel(short), "Resource", type_, schema.resource(type_)))
    for type_ in sorted(set(selection.data_sources)):
        short = f"data_{without_prefix(type_, selection.name)}"
        _claim(wanted, short, (camel(short), "DataSource", type_, schema.data_source(type_)))
    modules = []
    for name, (own, kind, type_, block) in wanted.items():
        omit = selection.omit if kind == "Provider" else ()
        classes = outline(own, kind, type_, block, omit=omit, taken=taken)
        taken.update(c.name for c in classes)
        modules.append((module_name(name), classes))
    return modules


def _claim(
    wanted: dict[str, tuple[str, Kind, str, Block]], name: str, entry: tuple[str, Kind, str, Block]
) -> None:
    if name in wanted:
        raise BindingsError(f"{entry[2]!r} and {wanted[name][2]!r} would both be written to {name}.py")
    wanted[name] = entry


def _page(selection: Selection, own: Class) -> str | None:
    if selection.documentation is None:
        return None
    return selection.documentation.format(
        version=selection.version,
        kind="d" if own.kind == "DataSource" else "r",
        name=without_prefix(own.terraform, selection.name),
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
