"""Which environments there are, and one environment's layers resolved; no model, no validation."""

from __future__ import annotations

from pathlib import Path

from stackyard.environments.did_you_mean import hint
from stackyard.environments.layers import LayerFiles, Resolution, file_of
from stackyard.environments.names import RULE, check_name, is_name
from stackyard.errors import EnvironmentFileError, Location


def list_environments(folder: Path) -> list[str]:
    """The names of all environments, sorted: the files in ``folder`` that are not ``abstract: true``.

    Args:
        folder: the project's ``environments/``.

    Raises:
        EnvironmentFileError: a file's name is ill-formed, or a file that speaks of ``abstract`` is refused.
    """
    files = LayerFiles(folder.parent)
    return [name for name in _names(folder) if not _is_abstract(files, folder, name)]


def resolve_environment(files: LayerFiles, name: str) -> Resolution:
    """Resolve one environment; of the other files, only its layers are read.

    Raises:
        UsageError: the name is ill-formed.
        EnvironmentFileError: there is no such environment, it is a layer only, or a file of its is refused.
    """
    check_name(name)
    if not files.exists(name):
        known = [other for other in files.names() if is_name(other) and not files.layer(other).abstract]
        raise EnvironmentFileError(
            f"there is no environment {name!r}",
            why=f"{file_of(name)} does not exist",
            next_step=hint(name, known) or "`stackyard env list` shows the ones there are",
        )
    if files.layer(name).abstract:
        raise EnvironmentFileError(
            f"{name!r} is a layer, not an environment",
            where=Location(file_of(name), key="abstract"),
            next_step="name an environment that extends it; `stackyard env list` shows them",
        )
    return files.resolve(name)


def _names(folder: Path) -> list[str]:
    names = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        where = Location(Path(folder.name) / path.name)
        if path.name.startswith(".") or path.suffix not in (".yaml", ".yml") or not path.is_file():
            continue
        if path.suffix == ".yml":
            raise EnvironmentFileError(
                "an environment file ends in .yaml", where=where, next_step=f"rename it to {path.stem}.yaml"
            )
        if not is_name(path.stem):
            raise EnvironmentFileError(
                f"{path.stem!r} is no name for an environment",
                where=where,
                why=f"a name has {RULE}",
                next_step="rename the file",
            )
        names.append(path.stem)
    return names


def _is_abstract(files: LayerFiles, folder: Path, name: str) -> bool:
    # Most files don't hold the word; a search is some hundred times cheaper than reading one as YAML. A key
    # written with escapes (`"abstr\x61ct"`) would hide from it.
    data = (folder / f"{name}.yaml").read_bytes()
    return (b"abstract" in data or b"\\" in data) and files.layer(name).abstract
