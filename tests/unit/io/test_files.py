"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from stackyard.errors import StackyardError
from stackyard.io.files import write_atomically


def test_writes_with_the_mode_given(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a" / "b", "text\n", mode=0o600)
    assert (tmp_path / "a" / "b").read_text() == "text\n"
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o600


def test_a_full_disk_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "stack.json"
    target.write_text("old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StackyardError) as caught:
        write_atomically(target, "new")
    assert "No space left on device" in str(caught.value)
    assert "free disk space" in str(caught.value)
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["stack.json"]
