"""The emulator's variables as lines for a POSIX shell."""

from __future__ import annotations

import shlex
from collections.abc import Mapping


def export_lines(environ: Mapping[str, str], emulator: Mapping[str, str]) -> list[str]:
    """Lines for ``eval``: first unset what would lead elsewhere, then export.

    Args:
        environ: the shell's environment, whose other ``AWS_…`` variables are unset.
        emulator: what :meth:`Emulator.environment` gave.
    """
    kept = {name: value for name, value in emulator.items() if value}
    stale = sorted(name for name in environ if name.startswith("AWS_") and name not in kept)
    lines = [f"unset {name}" for name in stale if name.replace("_", "").isalnum()]
    return lines + [f"export {name}={shlex.quote(value)}" for name, value in sorted(kept.items())]
