"""Terraform's CLI configuration: stackyard's own, or the user's where there is one.

The user's own file is used as it is: whoever wrote a ``provider_installation`` or credentials meant them.
Otherwise stackyard writes one: plugin cache on, version check off, and a provider mirror where this machine
has one. Providers that the mirror lacks still come from the registry.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from stackyard.io.files import write_atomically
from stackyard.terraform.mirror import (
    Mirror,
    find_mirror,
    implied_folders,
    mirror_at,
    named_mirror,
    searched_folders,
)

FILE = "terraform.tfrc"
_MIRROR_LINE = "# mirror: "


def cli_config(folder: Path, environ: Mapping[str, str], *, places: Sequence[Path] | None = None) -> Path:
    """The file for ``TF_CLI_CONFIG_FILE``.

    Args:
        folder: where stackyard's own is written, e.g. ``.stackyard``; only if its text changes.
        environ: this process's environment.
        places: where to look for a mirror; by default ``searched_folders``.

    Raises:
        TerraformError: ``STACKYARD_PROVIDER_MIRROR`` names no mirror.
        StackyardError: the file cannot be written.
    """
    if users := _users_own(environ):
        return users
    file = folder / FILE
    before = _text(file)
    mirror = _mirror(environ, before, searched_folders(environ) if places is None else places)
    after = _render(mirror, _made(plugin_cache(environ)))
    if after != before:
        write_atomically(file, after)
    return file


def plugin_cache(environ: Mapping[str, str]) -> Path:
    """The folder of fetched providers, shared by all of the user's projects."""
    cache = environ.get("XDG_CACHE_HOME") or str(Path(environ.get("HOME", "/tmp")) / ".cache")
    return Path(cache) / "stackyard" / "plugins"


def _users_own(environ: Mapping[str, str]) -> Path | None:
    named = environ.get("TF_CLI_CONFIG_FILE") or environ.get("TERRAFORM_CONFIG")
    home = environ.get("HOME")
    files = [Path(named)] if named else []
    files += [Path(home) / name for name in (".terraformrc", ".tofurc")] if home else []
    return next((file.absolute() for file in files if _says_something(_text(file))), None)


def _says_something(text: str) -> bool:
    lines = (line.strip() for line in text.splitlines())
    return any(line and not line.startswith(("#", "//")) for line in lines)


def _mirror(environ: Mapping[str, str], before: str, places: Sequence[Path]) -> Mirror | None:
    if named := named_mirror(environ):
        return named
    if any(mirror_at(folder) for folder in implied_folders(environ)):
        return None  # Terraform uses these by itself as long as no provider_installation stands.
    first = before.partition("\n")[0]
    if first.startswith(_MIRROR_LINE):
        again = mirror_at(Path(json.loads(first.removeprefix(_MIRROR_LINE))))
        if again is not None:
            return again
    return find_mirror(places)


def _render(mirror: Mirror | None, cache: Path | None) -> str:
    lines = []
    if mirror is not None:
        lines += [
            _MIRROR_LINE + json.dumps(str(mirror.path)),
            "provider_installation {",
            "  filesystem_mirror {",
            f"    path    = {json.dumps(str(mirror.path))}",
            f"    include = {json.dumps(mirror.providers)}",
            "  }",
            "  direct {",
            f"    exclude = {json.dumps(mirror.providers)}",
            "  }",
            "}",
        ]
    if cache is not None:
        lines.append(f"plugin_cache_dir = {json.dumps(str(cache))}")
    lines.append("disable_checkpoint = true")
    return "\n".join(lines) + "\n"


def _made(cache: Path) -> Path | None:
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None  # Terraform refuses a cache folder that does not exist; without one it only fetches more.
    return cache


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
