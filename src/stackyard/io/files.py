"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from stackyard.errors import Location, StackyardError


def write_atomically(path: Path, content: str | bytes, *, mode: int = 0o644, derived: bool = False) -> None:
    """Write under a temporary name in the same folder, flush to the disk, then rename.

    Args:
        path: the final name; its folder is made where it is missing.
        content: text (written as UTF-8) or bytes.
        mode: permission bits of the new file.
        derived: it can be made again at any time, so a power cut may lose it: no wait for the disk.

    Raises:
        StackyardError: the disk is full, or the folder cannot be written; the old file still stands.
    """
    data = content.encode() if isinstance(content, str) else content
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "wb") as sink:
            sink.write(data)
            sink.flush()
            if not derived:
                os.fsync(sink.fileno())
            os.fchmod(sink.fileno(), mode)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise StackyardError(
            f"cannot write {path.name}",
            where=Location(path),
            why=f"{error.strerror or type(error).__name__}; what stood there before is unchanged",
            next_step="free disk space, or make the folder writable, and run the command again",
        ) from None
