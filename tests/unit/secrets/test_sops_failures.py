"""What SOPS says by its exit code, in our own words: its texts may hold plaintext and are never passed on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from stackyard.errors import SecretsError
from stackyard.io.process import Completed, LineSink, Pipe, RefusingRunner
from stackyard.io.project import Project
from stackyard.secrets.sops import decrypt, demo_key

RECIPIENT = "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
ENCRYPTED = {"pw": "ENC[AES256_GCM,data:x]", "sops": {"age": [{"recipient": RECIPIENT}]}}


@dataclass
class Answering(RefusingRunner):
    """Answers in SOPS's place."""

    returncode: int = 0
    stdout: str = ""
    stderr: str = ""
    seen: list[Mapping[str, str]] = field(default_factory=list)

    def run(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path | None = None,
        stdin: str | None = None,
        timeout: float | None = None,
        pipe: Pipe | None = None,
        on_stdout: LineSink | None = None,
        on_stderr: LineSink | None = None,
        on_interrupt: Callable[[], None] | None = None,
    ) -> Completed:
        self.seen.append(env)
        return Completed(self.returncode, self.stdout, self.stderr)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "secrets").mkdir()
    return Project(tmp_path)


def _fails(project: Project, content: str | bytes | None, runner: RefusingRunner) -> SecretsError:
    file = project.secrets / "dev.tfvars.json"
    if content is not None:
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(SecretsError) as caught:
        decrypt(file, runner=runner, environ={}, project=project)
    assert caught.value.where is not None
    assert caught.value.where.file == file
    return caught.value


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "the secrets file is missing"),
        ('{"pw": "ENC[', "the secrets file is no JSON"),
        ("", "the secrets file is no JSON"),
        (b"\xff\xfe{}", "the secrets file is not UTF-8"),
        ('{"pw": "hunter2-hunter2"}', "the secrets file is not encrypted"),
        ('["hunter2-hunter2"]', "the secrets file is not encrypted"),
        ('{"sops": {}, "pw": "hunter2-hunter2", "pw": "x"}', "a key is there twice"),
    ],
)
def test_a_file_that_sops_could_not_use_is_refused_before_sops_starts(
    project: Project, content: str | bytes | None, what: str
) -> None:
    error = _fails(project, content, RefusingRunner())
    assert error.what == what
    assert "hunter2" not in str(error)


@pytest.mark.parametrize(
    ("code", "stderr", "what"),
    [
        (128, "identity did not match any of the recipients", "the key does not open the secrets file"),
        (128, "failed to load age identities", "no key for the secrets file was found"),
        (24, "Cannot decrypt MAC", "the secrets file was changed without SOPS"),
        (25, "Input string hunter2 does not match", "the secrets file was changed without SOPS"),
        (51, "MAC mismatch", "the secrets file was changed without SOPS"),
        (5, "error loading config hunter2", "SOPS cannot read its .sops.yaml"),
        (1, "something with hunter2 in it", "SOPS failed with exit code 1"),
        (-9, "", "SOPS was killed by signal 9"),
    ],
)
def test_an_exit_code_becomes_a_sentence(project: Project, code: int, stderr: str, what: str) -> None:
    error = _fails(project, json.dumps(ENCRYPTED), Answering(code, "hunter2", stderr))
    assert error.what == what
    assert "hunter2" not in str(error)


def test_who_can_open_the_file_is_said(project: Project) -> None:
    error = _fails(project, json.dumps(ENCRYPTED), Answering(128))
    assert error.why is not None
    assert RECIPIENT in error.why


def test_keys_that_stand_in_plain_are_named_without_their_values(project: Project) -> None:
    content = json.dumps({**ENCRYPTED, "db": {"pw": "hunter2"}, "note_unencrypted": "fine", "empty": ""})
    error = _fails(project, content, Answering(25))
    assert error.why == "not encrypted: db.pw"
    assert "hunter2" not in str(error)


def test_an_answer_that_is_no_object_is_refused(project: Project) -> None:
    error = _fails(project, json.dumps(ENCRYPTED), Answering(0, '["hunter2"]'))
    assert "hunter2" not in str(error)


def test_the_child_sees_key_variables_and_nothing_else(project: Project) -> None:
    runner = Answering(0, '{"pw": "value-1"}')
    file = project.secrets / "dev.tfvars.json"
    file.write_text(json.dumps(ENCRYPTED))
    environ = {"PATH": "/bin", "SOPS_AGE_KEY_FILE": "k", "VAULT_TOKEN": "t", "TF_VAR_x": "1", "OTHER": "2"}
    assert decrypt(file, runner=runner, environ=environ, project=project) == {"pw": "value-1"}
    assert runner.seen == [{"PATH": "/bin", "SOPS_AGE_KEY_FILE": "k", "VAULT_TOKEN": "t"}]


@pytest.mark.parametrize(
    ("public", "environ", "offered"),
    [
        (RECIPIENT, {}, True),
        ("age1another", {}, False),
        (RECIPIENT, {"SOPS_AGE_KEY_FILE": "mine"}, False),
    ],
)
def test_the_demos_key_is_offered_only_for_files_it_opens(
    project: Project, public: str, environ: dict[str, str], offered: bool
) -> None:
    project.work.mkdir()
    demo_key(project).write_text(f"# public key: {public}\nkey\n")
    file = project.secrets / "dev.tfvars.json"
    file.write_text(json.dumps(ENCRYPTED))
    runner = Answering(0, "{}")
    decrypt(file, runner=runner, environ=environ, project=project)
    assert (runner.seen[0].get("SOPS_AGE_KEY_FILE") == str(demo_key(project))) is offered
