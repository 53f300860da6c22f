"""Real SOPS and a real age key: what goes in comes out, and every way to fail is told without a value."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from stackyard.errors import SecretsError
from stackyard.io.process import SystemRunner
from stackyard.io.project import Project
from stackyard.secrets import demo
from stackyard.secrets.demo import make_demo
from stackyard.secrets.sops import JsonValue, decrypt, demo_key, find_sops

pytestmark = pytest.mark.terraform

HOSTILE: dict[str, JsonValue] = {
    "quotes": 'a"b\\"c\'d',
    "lines": "-----BEGIN-----\nabc\r\n\ttab\n",
    "template": "${var.x} %{if true}",
    "unicode": "пароль ☃ \U0001f600 \u2028",
    "control": "\x01\x1f bell\x07",
    "html": "<&>' onload=x",
    "looks_like_sops": "ENC[AES256_GCM,data:x]",
    "long": "x" * 200_000,
    "nested": {"list": ["first-value", 12345, True, 1.5]},
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "cdktf.json").write_text('{"app": "true"}')
    # A rule of the project's own that fits nothing must not keep a demo from being made.
    (tmp_path / ".sops.yaml").write_text("creation_rules: []\n")
    return Project(tmp_path)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}


def _encrypted(project: Project, environ: dict[str, str], values: dict[str, JsonValue]) -> Path:
    """A file for the demo's key, with values of the test's own."""
    file = project.secrets / "dev.tfvars.json"
    make_demo(project, file, ["pw"], runner=SystemRunner(), environ=environ)
    recipient = json.loads(file.read_text())["sops"]["age"][0]["recipient"]
    command = [
        str(find_sops(environ)),
        "--config",
        "/dev/null",
        "encrypt",
        "--age",
        recipient,
        "--input-type",
    ]
    command += ["json", "--output-type", "json", "--filename-override", "x.json", "/dev/stdin"]
    done = SystemRunner().run(command, env=environ, stdin=json.dumps(values))
    assert done.returncode == 0, done.stderr
    file.write_text(done.stdout)
    return file


def test_hostile_values_come_back_as_they_were(project: Project, environ: dict[str, str]) -> None:
    file = _encrypted(project, environ, HOSTILE)
    assert decrypt(file, runner=SystemRunner(), environ=environ, project=project) == HOSTILE


def test_a_demo_makes_a_private_key_and_random_values_once(project: Project, environ: dict[str, str]) -> None:
    file = project.secrets / "dev.tfvars.json"
    first = make_demo(project, file, ["b", "a"], runner=SystemRunner(), environ=environ)
    text = file.read_text()
    again = make_demo(project, file, ["a", "b", "c"], runner=SystemRunner(), environ=environ)
    assert (first.made, again.made) == (True, False)
    assert file.read_text() == text
    assert stat.S_IMODE(demo_key(project).stat().st_mode) == 0o600
    values = decrypt(file, runner=SystemRunner(), environ=environ, project=project)
    assert sorted(values) == ["a", "b"]
    assert values["a"] != values["b"]
    on_disk = [p.read_text() for p in project.root.rglob("*") if p.is_file()]
    assert not [content for content in on_disk if str(values["a"]) in content]


def test_a_demos_key_that_is_none_is_refused(project: Project, environ: dict[str, str]) -> None:
    project.work.mkdir()
    demo_key(project).write_text("AGE-SECRET-KEY-BROKEN\n")
    with pytest.raises(SecretsError, match="not an age key") as caught:
        make_demo(project, project.secrets / "x", ["pw"], runner=SystemRunner(), environ=environ)
    assert "BROKEN" not in str(caught.value)


def test_another_key_does_not_open_the_file(
    project: Project, environ: dict[str, str], tmp_path: Path
) -> None:
    file = _encrypted(project, environ, {"pw": "hunter2-hunter2"})
    other = Project(tmp_path / "other")
    make_demo(other, other.secrets / "x.json", ["pw"], runner=SystemRunner(), environ=environ)
    given = {**environ, "SOPS_AGE_KEY_FILE": str(demo_key(other))}
    with pytest.raises(SecretsError, match="the key does not open the secrets file") as caught:
        decrypt(file, runner=SystemRunner(), environ=given, project=project)
    assert "another key was given by SOPS_AGE_KEY_FILE" in str(caught.value)


def test_no_key_at_all(project: Project, environ: dict[str, str]) -> None:
    file = _encrypted(project, environ, {"pw": "hunter2-hunter2"})
    demo_key(project).unlink()
    with pytest.raises(SecretsError, match="no key for the secrets file was found"):
        decrypt(file, runner=SystemRunner(), environ=environ, project=project)


@pytest.mark.parametrize("change", ["swap", "remove", "plain", "flip"])
def test_a_file_changed_by_hand_is_refused_without_its_values(
    project: Project, environ: dict[str, str], change: str
) -> None:
    file = _encrypted(project, environ, {"a": "hunter2-one", "b": "hunter2-two"})
    document = json.loads(file.read_text())
    if change == "swap":
        document["a"], document["b"] = document["b"], document["a"]
    elif change == "remove":
        del document["b"]
    elif change == "plain":
        document["b"] = "hunter2-plain"
    else:
        document["a"] = document["a"].replace("data:", "data:AAAA", 1)
    file.write_text(json.dumps(document))
    with pytest.raises(SecretsError, match="changed without SOPS") as caught:
        decrypt(file, runner=SystemRunner(), environ=environ, project=project)
    assert "hunter2" not in str(caught.value)
    assert caught.value.where is not None
    assert caught.value.where.key == ("b" if change == "plain" else None)


def test_a_demos_values_fit_a_database() -> None:
    assert demo.BYTES * 8 // 6 <= 128  # RDS takes no longer password for Postgres
