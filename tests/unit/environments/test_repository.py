"""Environments as the user's model types them, and what is refused, with file, line and key."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Network
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict

from stackyard.environments.model import EnvironmentSettings, StateSettings
from stackyard.environments.names import check_name
from stackyard.environments.repository import check_repository, list_environments, load_environment
from stackyard.environments.schema import for_files
from stackyard.errors import EnvironmentFileError, UsageError

Project = Callable[..., Path]


class Network(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    cidr: IPv4Network
    zones: tuple[str, ...] = ("a",)


class Settings(EnvironmentSettings):
    target: Literal["aws", "local"]
    network: Network | None = None
    networks: dict[str, list[Network]] = {}  # noqa: RUF012 - pydantic copies it
    nodes: int = 1


def load(root: Path, name: str = "dev") -> Settings:
    return load_environment(root, name, Settings)


def refusal(root: Path, name: str = "dev") -> str:
    with pytest.raises(EnvironmentFileError) as caught:
        load(root, name)
    return str(caught.value)


def test_typed_settings_with_defaults_made_from_the_name(project: Project) -> None:
    root = project(
        base="abstract: true\ntarget: aws\nstate: {bucket: b, region: r}\n",
        dev="extends: base\nnetwork: {cidr: 10.0.0.0/16, zones: [v, w]}\n",
    )
    settings = load(root)
    assert (settings.name, settings.target, settings.protected) == ("dev", "aws", False)
    assert settings.network == Network(cidr=IPv4Network("10.0.0.0/16"), zones=("v", "w"))
    assert settings.state == StateSettings(bucket="b", region="r", key="dev.tfstate")
    assert settings.state.use_lockfile
    assert settings.secrets == "secrets/dev.tfvars.json"


def test_the_same_defaults_without_a_file() -> None:
    settings = Settings(name="qa", target="aws", state=StateSettings(bucket="b", region="r"))
    assert settings.state is not None
    assert (settings.state.key, settings.secrets) == ("qa.tfstate", "secrets/qa.tfvars.json")


def test_no_secrets(project: Project) -> None:
    assert load(project(dev="target: aws\nsecrets: null\n")).secrets is None


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x"])
def test_secrets_outside_of_the_project(project: Project, path: str) -> None:
    assert refusal(project(dev=f"target: aws\nsecrets: {path}\n")) == (
        "environments/dev.yaml:2 (secrets): must be a path inside the project, such as secrets/dev.tfvars.json"
    )


def test_unknown_key(project: Project) -> None:
    assert refusal(project(dev="target: aws\naccont: x\n")) == (
        "environments/dev.yaml:2 (accont): unknown key 'accont'\n  next: did you mean 'account'?"
    )


def test_unknown_nested_key_in_a_layer(project: Project) -> None:
    root = project(base="network:\n  cidr: 10.0.0.0/16\n  zone: [a]\n", dev="extends: base\ntarget: aws\n")
    assert refusal(root) == (
        "environments/base.yaml:3 (network.zone): unknown key 'zone'\n  next: did you mean 'zones'?"
    )


def test_unknown_key_below_a_map_of_lists(project: Project) -> None:
    root = project(dev="target: aws\nnetworks:\n  a:\n    - cidr: 10.0.0.0/16\n      xyz: 1\n")
    assert refusal(root) == (
        "environments/dev.yaml:5 (networks.a[0].xyz): unknown key 'xyz'\n  next: known here: cidr, zones"
    )


def test_misspelt_extends(project: Project) -> None:
    assert refusal(project(dev="extend: base\ntarget: aws\n")) == (
        "environments/dev.yaml:1 (extend): unknown key 'extend'\n  next: did you mean 'extends'?"
    )


def test_unknown_target(project: Project) -> None:
    assert refusal(project(dev="target: awss\n")) == (
        "environments/dev.yaml:1 (target): 'awss' is none of 'aws' or 'local'\n  next: did you mean 'aws'?"
    )


def test_missing_key(project: Project) -> None:
    assert refusal(project(dev="target: aws\nnetwork:\n  zones: [a]\n")) == (
        "environments/dev.yaml:2 (network.cidr): 'network.cidr' is missing\n"
        "  next: set it in environments/dev.yaml, or in a layer that it extends"
    )


def test_empty_file_lacks_its_target(project: Project) -> None:
    assert refusal(project(dev="")).startswith("environments/dev.yaml (target): 'target' is missing")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "account: 123456789012",
            'must be text, not the number 123456789012\n  next: write it in quotes: "123456789012"',
        ),
        ("account: true", 'must be text, not true\n  next: write it in quotes: "true"'),
        ("account: [a]", "must be text, not a list"),
        ("nodes: two", "must be a whole number, not text"),
        ('nodes: "2"', "must be a whole number, not text"),
        ("nodes: 1.5", "must be a whole number, not the number 1.5"),
        ('protected: "no"', "must be true or false, not text"),
        ("protected: 1", "must be true or false, not the number 1"),
        ("network: x", "must be a map of keys, not text"),
        ("tags:", "must be a map of keys, not empty"),
    ],
)
def test_malformed_types(project: Project, line: str, message: str) -> None:
    key = line.partition(":")[0]
    assert refusal(project(dev=f"target: aws\n{line}\n")) == f"environments/dev.yaml:2 ({key}): {message}"


def test_several_problems_are_told_at_once_in_the_order_of_the_files(project: Project) -> None:
    root = project(base="nodes: x\n", dev="extends: base\nregion: 5\ntarget: aws\nprotcted: true\n")
    assert refusal(root) == (
        "environments/dev.yaml: 3 values are wrong\n"
        "  why:  environments/base.yaml:1 (nodes): must be a whole number, not text\n"
        '        environments/dev.yaml:2 (region): must be text, not the number 5; write it in quotes: "5"\n'
        "        environments/dev.yaml:4 (protcted): unknown key 'protcted'; did you mean 'protected'?\n"
        "  next: `stackyard env schema` shows what may stand there"
    )


def test_unknown_environment(project: Project) -> None:
    assert refusal(project(base="abstract: true\n", staging="target: aws\n"), "stagin") == (
        "there is no environment 'stagin'\n"
        "  why:  environments/stagin.yaml does not exist\n"
        "  next: did you mean 'staging'?"
    )


def test_a_layer_is_no_environment(project: Project) -> None:
    root = project(base="abstract: true\n", dev="extends: base\ntarget: aws\n")
    assert list_environments(root / "environments") == ["dev"]
    assert refusal(root, "base").startswith(
        "environments/base.yaml (abstract): 'base' is a layer, not an environment"
    )


def test_layers_in_folders_and_hidden_files_are_not_listed(project: Project) -> None:
    root = project(
        dev="target: aws\n", local="# not abstract: true\ntarget: local\n", templates__small="a: 1\n"
    )
    (root / "environments" / ".dev.yaml.swp").write_text("")
    (root / "environments" / "schema.json").write_text("{}")
    assert list_environments(root / "environments") == ["dev", "local"]


def test_no_folder_no_environments(tmp_path: Path) -> None:
    assert list_environments(tmp_path / "environments") == []


@pytest.mark.parametrize(
    ("file", "what"), [("dev.yml", "an environment file ends in .yaml"), ("Dev.yaml", "'Dev' is no name")]
)
def test_files_that_would_be_overlooked(project: Project, file: str, what: str) -> None:
    root = project(qa="target: aws\n")
    (root / "environments" / file).write_text("target: aws\n")
    with pytest.raises(EnvironmentFileError, match=what):
        list_environments(root / "environments")


@pytest.mark.parametrize("name", ["a", "dev", "a1-b2", "x" * 63])
def test_names(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize("name", ["", "Dev", "1a", "a-", "a_b", "a.b", "x" * 64, "dev\n", "dév"])
def test_ill_formed_names(name: str) -> None:
    with pytest.raises(UsageError, match="is no name for an environment"):
        check_name(name)


def test_a_path_is_no_name(project: Project) -> None:
    with pytest.raises(UsageError) as caught:
        load(project(dev="target: aws\n"), "../x")
    assert str(caught.value) == (
        "'../x' is a path, not the name of an environment\n"
        "  why:  an environment is called by its name, and its file lies directly in environments/\n"
        "  next: give the name alone; `stackyard env list` shows the names"
    )


def test_two_environments_with_one_state_key(project: Project) -> None:
    root = project(
        base="abstract: true\nstate:\n  bucket: b\n  region: r\n",
        dev="extends: base\nstate:\n  key: shared.tfstate\n",
        prod="extends: base\nstate:\n  key: shared.tfstate\n",
    )
    with pytest.raises(EnvironmentFileError) as caught:
        check_repository(root, ["dev"])
    assert str(caught.value) == (
        "environments/prod.yaml:3 (state.key): dev and prod share one state: 'shared.tfstate' in bucket 'b'\n"
        "  why:  a plan of one would destroy what the other made; "
        "dev has it from environments/dev.yaml:3 (state.key)\n"
        "  next: give prod a `state.key` of its own, such as prod.tfstate"
    )


def test_a_key_that_is_another_environments_default(project: Project) -> None:
    state = "target: aws\nstate: {bucket: b, region: r"
    root = project(dev=f"{state}}}\n", qa=f"{state}, key: dev.tfstate}}\n")
    with pytest.raises(EnvironmentFileError, match="dev and qa share one state"):
        check_repository(root)


@pytest.mark.parametrize(
    "other",
    [
        "state: {bucket: c, region: r, key: x}\n",
        "state: {bucket: b, region: r, key: x, endpoint: 'https://s3.example.com'}\n",
        "state: {bucket: b, region: r}\n",
        "state: null\n",
    ],
)
def test_states_that_differ(project: Project, other: str) -> None:
    check_repository(project(dev="state: {bucket: b, region: r, key: x}\n", qa=other))


def test_a_broken_file_of_another_environment_does_not_stop_this_one(project: Project) -> None:
    root = project(dev="state: {bucket: b, region: r, key: x}\n", qa="a: [\n")
    check_repository(root, ["dev"])
    with pytest.raises(EnvironmentFileError, match="not YAML"):
        check_repository(root, ["qa"])


def test_schema_of_a_file_requires_nothing_and_knows_extends() -> None:
    schema = for_files(Settings.model_json_schema())
    text = repr(schema)
    assert "'required'" not in text
    assert {"extends", "abstract", "target", "network"} <= set(schema["properties"])  # type: ignore[call-overload]
    assert schema["additionalProperties"] is False
    assert for_files(Settings.model_json_schema()) == schema


def test_every_key_is_described() -> None:
    for model in (EnvironmentSettings, StateSettings):
        assert all(field.description for field in model.model_fields.values())
