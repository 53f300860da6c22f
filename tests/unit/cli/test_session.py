"""What a command refuses before any child starts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stackyard.deploy.session import known_environment, open_session
from stackyard.errors import EnvironmentFileError, UsageError
from stackyard.io.process import RefusingRunner
from stackyard.io.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "cdktf.json").write_text('{"app": "python main.py"}')
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "staging.yaml").write_text("target: aws\n")
    return Project(tmp_path)


@pytest.mark.parametrize("name", ["../x", "Dev", "dev-", "", "a/b", "x" * 64])
def test_an_ill_formed_name_is_wrong_usage(project: Project, name: str) -> None:
    with pytest.raises(UsageError) as caught:
        known_environment(project, name)
    assert caught.value.exit_code == 64


def test_an_unknown_name_offers_a_close_one(project: Project) -> None:
    with pytest.raises(EnvironmentFileError, match=r"no environment 'stagign' \(did you mean 'staging'\?\)"):
        known_environment(project, "stagign")


def test_nothing_is_started_for_an_unknown_environment(project: Project) -> None:
    with (
        pytest.raises(EnvironmentFileError),
        open_session(project, RefusingRunner(), os.environ, "nope", emulated=True, status=lambda _: None),
    ):
        pass
    assert not project.work.exists()
