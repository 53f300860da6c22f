"""A project with environment files, and the whole message of a refusal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Project = Callable[..., Path]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Write ``environments/<name>.yaml`` for each keyword (``__`` stands for ``/``); returns the root."""

    def write(**files: str | bytes) -> Path:
        folder = tmp_path / "environments"
        (tmp_path / "cdktf.json").write_text('{"app": "false"}')
        for name, content in files.items():
            path = folder / f"{name.replace('__', '/')}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path

    return write
