"""Which Terraform is found, and when it is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from stackyard.errors import TerraformError
from stackyard.io.process import Completed, RefusingRunner
from stackyard.terraform.binary import find_terraform


class Saying(RefusingRunner):
    """Answers every start with the same text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.asked: list[tuple[Sequence[str], Mapping[str, str]]] = []

    def run(self, command: Sequence[str], *, env: Mapping[str, str], **_: object) -> Completed:
        self.asked.append((command, env))
        return Completed(0, self.text, "")


def program(folder: Path, name: str, content: bytes = b"\x7fELF") -> Path:
    path = folder / name
    path.write_bytes(content)
    path.chmod(0o755)
    return path


def test_terraform_before_tofu(tmp_path: Path) -> None:
    program(tmp_path, "tofu")
    path = program(tmp_path, "terraform")
    found = find_terraform({"PATH": str(tmp_path)}, Saying("Terraform v1.14.0-rc1\non linux_amd64\n"))
    assert (found.path, found.flavour, found.version) == (path, "terraform", (1, 14, 0))


def test_tofu_where_there_is_no_terraform(tmp_path: Path) -> None:
    program(tmp_path, "tofu")
    found = find_terraform({"PATH": str(tmp_path)}, Saying("OpenTofu v1.11.2\n"))
    assert (found.path.name, found.flavour) == ("tofu", "opentofu")


@pytest.mark.parametrize("by_path", [True, False])
def test_the_setting_decides(tmp_path: Path, by_path: bool) -> None:
    program(tmp_path, "terraform")
    tofu = program(tmp_path, "tofu")
    environ = {"PATH": str(tmp_path), "STACKYARD_TERRAFORM": str(tofu) if by_path else "tofu"}
    assert find_terraform(environ, Saying("OpenTofu v1.11.2\n")).path == tofu


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(TerraformError, match="missing") as caught:
        find_terraform({"PATH": str(tmp_path)}, RefusingRunner())
    assert "install" in str(caught.value)


def test_the_setting_names_nothing(tmp_path: Path) -> None:
    with pytest.raises(TerraformError, match="STACKYARD_TERRAFORM"):
        find_terraform({"PATH": str(tmp_path), "STACKYARD_TERRAFORM": "terrafrom"}, RefusingRunner())


@pytest.mark.parametrize("text", ["Terraform v1.10.5\n", "OpenTofu v1.10.0\n", "Terraform v0.15.5\n"])
def test_too_old_names_both_versions(tmp_path: Path, text: str) -> None:
    program(tmp_path, "terraform")
    with pytest.raises(TerraformError, match="too old") as caught:
        find_terraform({"PATH": str(tmp_path)}, Saying(text))
    assert text.split("v")[1].strip() in str(caught.value)
    assert "1.11.0" in str(caught.value)


def test_something_else_of_that_name(tmp_path: Path) -> None:
    program(tmp_path, "terraform")
    with pytest.raises(TerraformError, match="does not say"):
        find_terraform({"PATH": str(tmp_path)}, Saying("hello\n"))


def test_asked_once_until_the_program_changes(tmp_path: Path) -> None:
    program(tmp_path, "terraform")
    cache, runner = tmp_path / "cache.json", Saying("Terraform v1.11.4\n")
    first = find_terraform({"PATH": str(tmp_path)}, runner, cache=cache)
    assert find_terraform({"PATH": str(tmp_path)}, RefusingRunner(), cache=cache) == first
    program(tmp_path, "terraform", b"\x7fELF2")
    find_terraform({"PATH": str(tmp_path)}, runner, cache=cache)
    assert len(runner.asked) == 2


def test_a_version_managers_script_is_asked_each_time(tmp_path: Path) -> None:
    program(tmp_path, "terraform", b"#!/bin/sh\n")
    cache, runner = tmp_path / "cache.json", Saying("Terraform v1.11.4\n")
    for _ in range(2):
        find_terraform({"PATH": str(tmp_path)}, runner, cache=cache)
    assert len(runner.asked) == 2


@pytest.mark.parametrize("content", ["", "{", "[]", '{"path": 1}'])
def test_a_broken_cache_is_written_anew(tmp_path: Path, content: str) -> None:
    program(tmp_path, "terraform")
    cache = tmp_path / "cache.json"
    cache.write_text(content)
    assert find_terraform({"PATH": str(tmp_path)}, Saying("Terraform v1.11.4\n"), cache=cache).version == (
        1,
        11,
        4,
    )
    assert "1" in cache.read_text()


def test_the_question_carries_no_secrets(tmp_path: Path) -> None:
    program(tmp_path, "terraform")
    runner = Saying("Terraform v1.11.4\n")
    find_terraform({"PATH": str(tmp_path), "AWS_SECRET_ACCESS_KEY": "x"}, runner)
    assert set(runner.asked[0][1]) == {"PATH", "CHECKPOINT_DISABLE"}
