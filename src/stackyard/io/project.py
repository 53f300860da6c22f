"""Where the user's project lies, and where stackyard keeps its own things in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from stackyard.errors import Location, StackyardError


@dataclass(frozen=True, slots=True)
class Project:
    """A repository that stackyard works on: the folder that holds ``cdktf.json``.

    Args:
        root: absolute path of the folder.
    """

    root: Path

    @property
    def environments(self) -> Path:
        """The folder of environment files."""
        return self.root / "environments"

    @property
    def secrets(self) -> Path:
        """The folder of SOPS-encrypted files."""
        return self.root / "secrets"

    @property
    def work(self) -> Path:
        """The folder of stackyard's own working files, never committed."""
        return self.root / ".stackyard"

    @property
    def synthesised(self) -> Path:
        """Where ``cdktf`` and ``stackyard`` both put Terraform JSON, so that they share working directories."""
        return self.root / "cdktf.out"

    def app_command(self) -> str:
        """The shell command in ``cdktf.json`` that synthesises the app.

        Raises:
            StackyardError: the file is not JSON, or has no string under ``app``.
        """
        return self._setting("app")

    def _setting(self, key: str) -> str:
        path = self.root / "cdktf.json"
        try:
            value = json.loads(path.read_text(encoding="utf-8")).get(key)
        except (OSError, ValueError, AttributeError) as error:
            raise StackyardError("cannot read cdktf.json", where=Location(path), why=str(error)) from None
        if not isinstance(value, str) or not value:
            raise StackyardError(
                f"cdktf.json has no {key!r}",
                where=Location(path, key=key),
                next_step=f'add "{key}": "python main.py"',
            )
        return value


def find_project(start: Path) -> Project:
    """The project that ``start`` lies in: the nearest folder upwards with a ``cdktf.json``.

    Raises:
        StackyardError: there is none.
    """
    for folder in (start, *start.parents):
        if (folder / "cdktf.json").is_file():
            return Project(folder)
    raise StackyardError(
        "this is not a stackyard project",
        why=f"no cdktf.json in {start} or above",
        next_step="change into the project's folder",
    )
