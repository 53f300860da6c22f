from __future__ import annotations

from pathlib import Path

import pytest

from stackyard.emulator.process import identified
from stackyard.emulator.record import IDENTITY, Record, read_record, write_record
from stackyard.emulator.server import Emulator, pointed_at
from stackyard.emulator.shell import export_lines
from stackyard.errors import EmulatorError
from stackyard.io.process import RefusingRunner
from stackyard.io.project import Project


def test_a_record_is_read_as_written(tmp_path: Path) -> None:
    record = Record(12, 3456, "n")
    write_record(tmp_path / "e.json", record)
    assert read_record(tmp_path / "e.json") == record


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"pid": "x", "port": 1, "nonce": "n"}'])
def test_a_record_that_is_none_is_no_emulator(tmp_path: Path, text: str) -> None:
    (tmp_path / "e.json").write_text(text)
    assert read_record(tmp_path / "e.json") is None


def test_without_an_emulator_there_is_no_environment(tmp_path: Path) -> None:
    with pytest.raises(EmulatorError, match="does not run"):
        Emulator(Project(tmp_path), RefusingRunner()).environment(None, None)


def test_stopping_what_does_not_run_says_so(tmp_path: Path) -> None:
    assert Emulator(Project(tmp_path), RefusingRunner()).stop() is False


def test_only_the_identity_path_is_ours() -> None:
    app = identified(lambda environ, start: [b"moto"], "n0nce")
    assert list(app({"PATH_INFO": "/bucket"}, lambda *_: lambda _b: None)) == [b"moto"]
    assert list(app({"PATH_INFO": IDENTITY}, lambda *_: lambda _b: None)) == [b'{"nonce": "n0nce"}']


def test_no_setting_of_the_users_cloud_is_left_over() -> None:
    mine = {"PATH": "/bin", "AWS_PROFILE": "prod", "AWS_ENDPOINT_URL_S3": "https://s3.example.com"}
    assert pointed_at(mine, {"AWS_REGION": "x"}) == {"PATH": "/bin", "AWS_REGION": "x"}


def test_the_shell_unsets_what_leads_elsewhere_and_quotes_what_it_exports() -> None:
    mine = {"AWS_PROFILE": "prod", "AWS_SESSION_TOKEN": "real", "AWS_REGION": "old", "HOME": "/"}
    assert export_lines(mine, {"AWS_REGION": "a b", "AWS_SESSION_TOKEN": ""}) == [
        "unset AWS_PROFILE",
        "unset AWS_SESSION_TOKEN",
        "export AWS_REGION='a b'",
    ]
