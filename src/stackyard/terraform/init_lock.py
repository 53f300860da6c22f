"""One ``init`` at a time: Terraform's plugin cache is not safe for several at once, per its documentation."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def init_lock(cache: Path) -> Iterator[None]:
    """Hold the lock beside a plugin cache; wait for whoever holds it.

    The system frees it when the process ends, however it ends. Where the file cannot be made there is no
    shared cache either, see ``cli_config``.
    """
    try:
        sink = cache.with_name(f"{cache.name}.lock").open("a")
    except OSError:
        yield
        return
    with sink:
        fcntl.flock(sink, fcntl.LOCK_EX)
        yield
