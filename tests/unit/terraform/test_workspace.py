"""The workspace's decisions, with a double in Terraform's place."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from stackyard.errors import Interrupted, TerraformError
from stackyard.io.process import Completed, Pipe, RefusingRunner
from stackyard.io.redact import Redactor
from stackyard.terraform.binary import Terraform
from stackyard.terraform.progress import PlainProgress
from stackyard.terraform.workspace import Workspace

SECRET = "hunter2-hunter2"
CREATES = json.dumps(
    {
        "format_version": "1.2",
        "resource_changes": [
            {"address": "a.b", "type": "a", "change": {"actions": ["create"], "after": {"x": SECRET}}}
        ],
    }
)


class Scripted(RefusingRunner):
    """Terraform as a list of answers: ``(exit code, stdout)`` in order."""

    def __init__(self, *answers: tuple[int, str]) -> None:
        self.answers = list(answers)
        self.commands: list[list[str]] = []
        self.pipes: list[str | None] = []
        self.interrupt = False

    def run(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        pipe: Pipe | None = None,
        on_stdout: Callable[[str], None] | None = None,
        on_interrupt: Callable[[], None] | None = None,
        **_: object,
    ) -> Completed:
        self.commands.append(list(command[1:]))
        self.pipes.append(pipe.text if pipe else None)
        code, text = self.answers.pop(0)
        for argument in command:
            if argument.startswith("-out="):
                with zipfile.ZipFile(argument.removeprefix("-out="), "w") as packed:
                    state = {"version": 4, "outputs": {"ip": {"value": "1.2.3.4"}}}
                    packed.writestr("tfstate-prev", json.dumps(state))
        for line in text.splitlines():
            if on_stdout:
                on_stdout(line)
        if self.interrupt and on_interrupt:
            on_interrupt()
        return Completed(code, text, "")


def workspace(folder: Path, runner: Scripted, lines: list[str] | None = None) -> Workspace:
    return Workspace(
        folder,
        Terraform(Path("terraform"), "terraform", (1, 11, 4)),
        runner,
        {},
        cli_config=folder / "rc",
        plugin_cache=folder / "plugins",
        redact=Redactor([SECRET]),
        progress=PlainProgress((lines if lines is not None else []).append),
    )


def test_no_changes_needs_one_command(tmp_path: Path) -> None:
    runner = Scripted((0, ""))
    space = workspace(tmp_path, runner)
    plan = space.plan({})
    assert plan.is_empty
    assert space.outputs()["ip"].value == "1.2.3.4"
    assert str(space.apply(plan, {})) == "no changes"
    assert [command[0] for command in runner.commands] == ["plan"]


def test_values_go_through_the_pipe_only(tmp_path: Path) -> None:
    runner = Scripted((2, ""), (0, CREATES), (0, ""))
    space = workspace(tmp_path, runner)
    space.apply(space.plan({"pw": SECRET}), {"pw": SECRET})
    assert runner.pipes == [f'pw = "{SECRET}"\n', None, f'pw = "{SECRET}"\n']
    assert SECRET not in str(runner.commands)
    assert runner.commands[2][-1].endswith("/plan")


def test_a_known_secret_is_not_in_the_plan(tmp_path: Path) -> None:
    plan = workspace(tmp_path, Scripted((2, ""), (0, CREATES))).plan({})
    assert plan.changes[0].attributes[0].after == "(secret)"


def test_a_plan_is_private_and_gone_once_applied(tmp_path: Path) -> None:
    space = workspace(tmp_path, Scripted((2, ""), (0, CREATES), (0, "")))
    plan = space.plan({})
    assert plan.file is not None
    assert plan.file.parent.stat().st_mode & 0o077 == 0
    space.apply(plan, {})
    assert not plan.file.parent.exists()
    with pytest.raises(TerraformError, match="already"):
        space.apply(plan, {})


def test_a_plan_that_is_not_applied_is_gone_with_its_workspace(tmp_path: Path) -> None:
    space = workspace(tmp_path, Scripted((2, ""), (0, CREATES)))
    plan = space.plan({})
    assert plan.file is not None
    assert plan.file.exists()
    del space
    assert not plan.file.parent.exists()


def test_an_errored_state_is_not_planned_over(tmp_path: Path) -> None:
    (tmp_path / "errored.tfstate").touch()
    with pytest.raises(TerraformError, match="could not be stored") as caught:
        workspace(tmp_path, Scripted()).plan({})
    assert "state push errored.tfstate" in str(caught.value)


def moved_state(folder: Path, **wanted: str) -> None:
    held = {"backend": {"type": "s3", "config": {"bucket": "b", "key": "dev.tfstate", "region": "one"}}}
    (folder / ".terraform").mkdir()
    (folder / ".terraform/terraform.tfstate").write_text(json.dumps(held))
    backend = {"bucket": "b", "key": "dev.tfstate", "region": "one"} | wanted
    (folder / "cdk.tf.json").write_text(json.dumps({"terraform": {"backend": {"s3": backend}}}))


def test_a_state_that_would_be_elsewhere_is_refused(tmp_path: Path) -> None:
    moved_state(tmp_path, key="other.tfstate")
    with pytest.raises(TerraformError, match="place of the state") as caught:
        workspace(tmp_path, Scripted()).init()
    assert "s3://b/dev.tfstate and is now s3://b/other.tfstate" in str(caught.value)


def test_a_backend_reached_otherwise_is_taken_over(tmp_path: Path) -> None:
    moved_state(tmp_path, region="two")
    runner = Scripted((0, ""))
    space = workspace(tmp_path, runner)
    assert space.init()
    assert "-reconfigure" in runner.commands[0]
    assert not space.init()


def test_a_provider_pinned_anew_upgrades_the_lock_file(tmp_path: Path) -> None:
    said = {
        "type": "diagnostic",
        "diagnostic": {
            "severity": "error",
            "summary": "Failed to query available provider packages",
            "detail": "locked provider x 1.0 does not match configured version\nconstraint 2.0",
        },
    }
    runner = Scripted((1, json.dumps(said)), (0, ""))
    assert workspace(tmp_path, runner).init()
    assert "-upgrade" in runner.commands[1]


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        (1, "", "lock is released"),
        (0, "", "ended well"),
        (1, "Two interrupts received. Exiting immediately.", "may still be locked"),
        (-9, "", "may still be locked"),
    ],
)
def test_an_interrupt_says_how_it_ended(tmp_path: Path, code: int, text: str, expected: str) -> None:
    runner = Scripted((2, ""), (0, CREATES), (code, text))
    lines: list[str] = []
    space = workspace(tmp_path, runner, lines)
    plan = space.plan({})
    runner.interrupt = True
    with pytest.raises(Interrupted, match=r".*") as caught:
        space.apply(plan, {})
    assert expected in str(caught.value)
    assert any(line.startswith("stopping: ") for line in lines)


def test_warnings_are_noted(tmp_path: Path) -> None:
    said = {
        "type": "diagnostic",
        "diagnostic": {"severity": "warning", "summary": f"old {SECRET}", "address": "a.b"},
    }
    lines: list[str] = []
    workspace(tmp_path, Scripted((0, json.dumps(said))), lines).plan({})
    assert "warning: a.b old (secret)" in lines
