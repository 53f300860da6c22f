"""The one module that chooses ``cdktf`` or its maintained, interface-compatible fork ``cdktn``.

Everything else writes ``from stackyard.framework import cdktf`` and gets the chosen one, typed as ``cdktf``.
The environment variable ``STACKYARD_FRAMEWORK`` (``cdktf`` or ``cdktn``) decides; without it the one that is
installed does, ``cdktf`` first.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import os
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from stackyard.errors import SynthesisError
from stackyard.io.node import node_binary

if TYPE_CHECKING:
    from types import ModuleType

    import cdktf as cdktf

__all__ = ["cdktf", "preload"]

_NAMES = ("cdktf", "cdktn")


def preload() -> None:
    """Start importing the framework aside: Node takes a while to answer, and other imports need not wait for it.

    Whoever imports ``cdktf`` from here afterwards waits for the rest, and meets whatever it raised. Collecting
    garbage is off from here on: a synthesis ends before it pays, and it costs a fifteenth of the whole.
    """
    gc.disable()
    # What Python has to do for Node's start comes first and undisturbed; then there is waiting to be used.
    with suppress(ImportError):
        importlib.import_module("jsii")
    threading.Thread(target=_quietly_import, daemon=True).start()


def _quietly_import() -> None:
    with suppress(Exception):  # The import that waits for it raises it again, where somebody can catch it.
        __getattr__("cdktf")


def __getattr__(name: str) -> ModuleType:
    if name != "cdktf":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    chosen = _chosen(os.environ.get("STACKYARD_FRAMEWORK"))
    _refuse_mixed_use(chosen)
    # jsii starts Node on import and reads this then; the machine's Node may be missing or past its end of life.
    if "JSII_NODE" not in os.environ:
        os.environ["JSII_NODE"] = str(node_binary())
    # jsii's own code uses a function that this Node calls deprecated, and says so on the user's terminal.
    os.environ.setdefault("NODE_NO_WARNINGS", "1")
    return importlib.import_module(chosen)


def _chosen(wanted: str | None) -> str:
    if wanted and wanted not in _NAMES:
        raise SynthesisError(
            f"STACKYARD_FRAMEWORK is {wanted!r}",
            why="stackyard runs on cdktf and on its fork cdktn",
            next_step="set it to cdktf or cdktn, or unset it",
        )
    for name in (wanted,) if wanted else _NAMES:
        if name in sys.modules or importlib.util.find_spec(name) is not None:
            return name
    raise SynthesisError(
        f"{wanted or 'cdktf'} is not installed",
        why=f"neither this Python ({sys.executable}) nor its packages have it",
        next_step="run `make setup`",
    )


def _refuse_mixed_use(chosen: str) -> None:
    other = next(name for name in _NAMES if name != chosen)
    if other in sys.modules:
        raise SynthesisError(
            "cdktf and cdktn are both in use",
            why=f"{other} was imported, yet stackyard runs on {chosen}; objects of one do not fit the other",
            next_step="import it as `from stackyard.framework import cdktf` everywhere",
        )
