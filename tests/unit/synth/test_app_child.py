"""What the engine makes of the app child's behaviour, without starting one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from stackyard.errors import StackyardError, SynthesisError
from stackyard.io.process import Completed, RefusingRunner
from stackyard.io.project import Project
from stackyard.synth.app_child import ask, synthesise

FACTS = {
    "name": "dev",
    "target": "aws",
    "region": "eu-central-1",
    "account": None,
    "protected": False,
    "secrets": "secrets/dev.tfvars.json",
    "state": {"bucket": "b", "key": "dev.tfstate", "region": "eu-central-1", "endpoint": None},
    "variables": ["db_password"],
    "resources": 3,
}


class App(RefusingRunner):
    """Behaves as an app would: writes what it is told to, where it is told to."""

    def __init__(self, behave: Callable[[Mapping[str, str]], Completed]) -> None:
        self.behave = behave
        self.seen: dict[str, str] = {}

    def run(self, command: Sequence[str], *, env: Mapping[str, str], **_: object) -> Completed:
        self.seen = dict(env)
        return self.behave(env)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "cdktf.json").write_text('{"app": "python main.py"}')
    return Project(tmp_path)


def writes(env: Mapping[str, str]) -> Completed:
    folder = Path(env["CDKTF_OUTDIR"]) / "stacks" / "dev"
    folder.mkdir(parents=True)
    (folder / "cdk.tf.json").write_text("{}")
    (folder / "environment.json").write_text(json.dumps(FACTS))
    return Completed(0, "", "")


def test_the_artifact_is_read_and_files_lie_where_asked(project: Project, tmp_path: Path) -> None:
    [artifact] = synthesise(project, App(writes), {"PATH": "/bin"}, ["dev"], tmp_path / "out")
    assert artifact.directory == tmp_path / "out" / "stacks" / "dev"
    assert artifact.variables == ("db_password",)
    assert artifact.state is not None
    assert artifact.state.key == "dev.tfstate"
    assert (artifact.directory / "cdk.tf.json").read_text() == "{}"


def test_only_the_environments_asked_for_are_requested(project: Project, tmp_path: Path) -> None:
    app = App(writes)
    synthesise(project, app, {"PATH": "/bin"}, ["dev"], tmp_path / "out")
    assert app.seen["STACKYARD_ENVIRONMENTS"] == "dev"


def test_secrets_of_the_shell_do_not_reach_the_app(project: Project, tmp_path: Path) -> None:
    app = App(writes)
    synthesise(
        project, app, {"PATH": "/bin", "TF_VAR_a": "x", "SOPS_AGE_KEY": "y"}, ["dev"], tmp_path / "out"
    )
    assert not [name for name in app.seen if name.startswith(("TF_VAR_", "SOPS_"))]


def test_what_terraform_keeps_beside_a_stack_stays(project: Project, tmp_path: Path) -> None:
    kept = tmp_path / "out" / "stacks" / "dev" / ".terraform.lock.hcl"
    kept.parent.mkdir(parents=True)
    kept.write_text("lock")
    synthesise(project, App(writes), {"PATH": "/bin"}, ["dev"], tmp_path / "out")
    assert kept.read_text() == "lock"


def test_a_failing_app_leaves_the_old_stack_and_no_folder_aside(project: Project, tmp_path: Path) -> None:
    synthesise(project, App(writes), {"PATH": "/bin"}, ["dev"], tmp_path / "out")

    def fails(env: Mapping[str, str]) -> Completed:
        writes(env)
        return Completed(1, "", "Traceback\nNameError: nope\n")

    with pytest.raises(SynthesisError, match="exit code 1") as caught:
        synthesise(project, App(fails), {"PATH": "/bin"}, ["dev"], tmp_path / "out")
    assert caught.value.why == "Traceback\nNameError: nope"
    assert list(project.work.iterdir()) == []


def test_an_error_that_the_app_reports_is_raised_as_ours(project: Project, tmp_path: Path) -> None:
    def reports(env: Mapping[str, str]) -> Completed:
        where = {"file": "environments/dev.yaml", "line": 3, "key": "cidr"}
        error = {"what": "bad", "where": where, "why": None, "next": "mend it"}
        Path(env["STACKYARD_ANSWER"]).write_text(json.dumps({"error": error}))
        return Completed(1, "", "")

    with pytest.raises(StackyardError) as caught:
        synthesise(project, App(reports), {"PATH": "/bin"}, ["dev"], tmp_path / "out")
    assert str(caught.value) == "environments/dev.yaml:3 (cidr): bad\n  next: mend it"


def test_an_app_that_writes_no_such_stack_is_told_so(project: Project, tmp_path: Path) -> None:
    with pytest.raises(SynthesisError, match="no stack named dev"):
        synthesise(project, App(lambda _: Completed(0, "", "")), {"PATH": "/bin"}, ["dev"], tmp_path / "out")


def test_truncated_facts_are_an_error_with_the_file(project: Project, tmp_path: Path) -> None:
    def truncates(env: Mapping[str, str]) -> Completed:
        done = writes(env)
        facts = Path(env["CDKTF_OUTDIR"]) / "stacks" / "dev" / "environment.json"
        facts.write_text(facts.read_text()[:40])
        return done

    with pytest.raises(SynthesisError, match="did not write what stackyard needs") as caught:
        synthesise(project, App(truncates), {"PATH": "/bin"}, ["dev"], tmp_path / "out")
    assert caught.value.where is not None
    assert caught.value.where.file.name == "environment.json"


def test_an_answer_is_read(project: Project) -> None:
    def answers(env: Mapping[str, str]) -> Completed:
        Path(env["STACKYARD_ANSWER"]).write_text('{"type": "object"}')
        return Completed(0, "", "")

    assert ask(project, App(answers), {"PATH": "/bin"}, "schema", []) == {"type": "object"}


def test_no_answer_is_an_error(project: Project) -> None:
    with pytest.raises(SynthesisError, match="no answer about its schema"):
        ask(project, App(lambda _: Completed(0, "", "")), {"PATH": "/bin"}, "schema", [])
