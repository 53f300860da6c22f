from __future__ import annotations

from pathlib import Path

import pytest

from stackyard.cli.cdktf_launcher import CLI, launch_command, launch_environment, stacks_named
from stackyard.cli.terraform_shim import mirror_in, parse
from stackyard.errors import StackyardError
from stackyard.io.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "environments").mkdir()
    for name in ("dev", "prod"):
        (tmp_path / "environments" / f"{name}.yaml").touch()
    return Project(tmp_path)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("synth", []),
        ("deploy", []),
        ("deploy dev", ["dev"]),
        ("deploy dev --auto-approve", ["dev"]),
        ("--log-level INFO diff dev", ["dev"]),
        ("deploy --parallelism 2 dev prod", ["dev", "prod"]),
        ("destroy --output dev prod", ["prod"]),
        ("deploy d*", []),
        ("deploy dev qa", []),
        ("synth dev", []),
    ],
)
def test_only_the_stacks_named_are_synthesised(project: Project, line: str, named: list[str]) -> None:
    assert stacks_named(project, line.split()) == named
    env = launch_environment(project, {"PATH": "/bin"}, line.split())
    assert env.get("STACKYARD_ENVIRONMENTS", "") == ",".join(named)


def test_no_variable_reaches_terraform_past_the_shim(project: Project) -> None:
    environ = {"PATH": "/bin", "TF_VAR_pw": "hunter2", "TF_CLI_ARGS_plan": "-var=x=y", "KEEP": "1"}
    env = launch_environment(project, environ, ["synth"])
    assert not [name for name in env if name.startswith(("TF_VAR_", "TF_CLI_ARGS"))]
    assert env["KEEP"] == "1"
    assert env["TERRAFORM_BINARY_NAME"].endswith("/stackyard-terraform")
    assert env["CHECKPOINT_DISABLE"] == "1"


def test_a_project_without_its_node_packages_says_how_to_get_them(project: Project) -> None:
    with pytest.raises(StackyardError) as caught:
        launch_command(project, Path("node"), ["synth"])
    assert caught.value.next_step == "run `make setup`"


def test_the_pinned_cli_runs_on_the_node_given(project: Project) -> None:
    (project.root / CLI).parent.mkdir(parents=True)
    (project.root / CLI).touch()
    command = launch_command(project, Path("/n/node"), ["deploy", "dev"])
    assert command[0] == "/n/node"
    assert command[-3:] == [str(project.root / CLI), "deploy", "dev"]


def test_values_stand_right_behind_the_subcommand(tmp_path: Path) -> None:
    call = parse(["-chdir=sub", "apply", "-auto-approve", "plan"], tmp_path)
    assert call.directory == tmp_path / "sub"
    assert call.with_values() == ["-chdir=sub", "apply", "-var-file={pipe}", "-auto-approve", "plan"]


def test_a_line_without_a_subcommand_is_passed_on(tmp_path: Path) -> None:
    call = parse(["-v"], tmp_path)
    assert (call.subcommand, call.plain(tmp_path / "none")) == ("", ["-v"])


@pytest.mark.parametrize(
    ("line", "passed"),
    [
        ("providers lock -platform=x", "providers lock -platform=x -fs-mirror=/m"),
        ("providers lock -net-mirror=u", "providers lock -net-mirror=u"),
        ("providers schema -json", "providers schema -json"),
        ("init -upgrade", "init -upgrade"),
    ],
)
def test_a_lock_is_made_from_the_mirror_that_the_configuration_names(
    tmp_path: Path, line: str, passed: str
) -> None:
    config = tmp_path / "terraform.tfrc"
    config.write_text('provider_installation {\n  filesystem_mirror {\n    path = "/m"\n  }\n}\n')
    assert parse(line.split(), tmp_path).plain(config) == passed.split()


def test_a_configuration_without_a_mirror_names_none(tmp_path: Path) -> None:
    config = tmp_path / "terraform.tfrc"
    config.write_text('plugin_cache_dir = "/c"\n')
    assert mirror_in(config) == []
