"""The command line: what it loads, and what an error becomes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from stackyard.cli import main as cli
from stackyard.errors import Location, StackyardError


def test_every_command_listed_loads() -> None:
    group = cli.stackyard
    for name in cli.COMMANDS:
        result = CliRunner().invoke(group, [name, "--help"])
        assert result.exit_code == 0, (name, result.output)


def exit_of(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["stackyard", *arguments])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    code = caught.value.code
    assert isinstance(code, int)
    return code


def test_wrong_usage_is_64(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_of(["deplyo"], monkeypatch) == 64
    assert "no such command 'deplyo' (did you mean 'deploy'?)" in capsys.readouterr().err


def test_a_foreseen_error_has_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert exit_of(["synth", "dev"], monkeypatch) == 1
    err = capsys.readouterr().err
    assert "this is not a stackyard project" in err
    assert "Traceback" not in err


def test_an_unforeseen_exception_shows_no_text_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("password is hunter2")

    monkeypatch.setattr(cli.stackyard, "main", broken)
    assert exit_of(["env", "list"], monkeypatch) == 1
    err = capsys.readouterr().err
    assert "RuntimeError" in err
    assert "hunter2" not in err


def test_an_error_says_what_where_why_and_next() -> None:
    error = StackyardError(
        "bad CIDR",
        where=Location(Path("environments/dev.yaml"), 7, "network.cidr"),
        why="a\nb",
        next_step="fix it",
    )
    assert str(error).splitlines() == [
        "environments/dev.yaml:7 (network.cidr): bad CIDR",
        "  why:  a",
        "        b",
        "  next: fix it",
    ]
