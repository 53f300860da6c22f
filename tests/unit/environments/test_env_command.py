"""``stackyard env list``, ``explain`` and ``new`` as they are typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stackyard.cli.env import env
from stackyard.environments.layers import LayerFiles, plain_tree
from stackyard.environments.repository import check_repository
from stackyard.errors import StackyardError

Project = Callable[..., Path]

STAGING = """\
# yaml-language-server: $schema=./schema.json
# As prod, but smaller.
extends: base

account: "210987654321"   # not staging's own
state:
  bucket: acme-staging-state
  key: 'staging.tfstate'
dns:
  zone: staging.example.com
  names: [www.staging.example.com, stagingx, "é-staging"]
"""


@pytest.fixture
def root(project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = project(
        base="abstract: true\ntarget: aws\nregion: eu-central-1\nstate: {region: eu-central-1}\n",
        staging=STAGING,
        local="target: local\n",
    )
    monkeypatch.chdir(root)
    return root


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(env, list(arguments))
    if result.exception is not None and not isinstance(result.exception, StackyardError):
        raise result.exception
    return result


@pytest.mark.usefixtures("root")
def test_list() -> None:
    assert run("list").stdout == (
        "name     target  region        account       protected  extends\n"
        "local    local   -             -             no         -\n"
        "staging  aws     eu-central-1  210987654321  no         base\n"
    )


@pytest.mark.usefixtures("root")
def test_list_as_json() -> None:
    rows = json.loads(run("list", "--json").stdout)
    assert rows[1] == {
        "name": "staging",
        "target": "aws",
        "region": "eu-central-1",
        "account": "210987654321",
        "protected": False,
        "extends": ["base"],
    }


@pytest.mark.usefixtures("root")
def test_explain() -> None:
    assert run("explain", "staging", "state").stdout == (
        "state.region  eu-central-1        environments/base.yaml:4 (base)\n"
        "state.bucket  acme-staging-state  environments/staging.yaml:7 (staging)\n"
        "state.key     staging.tfstate     environments/staging.yaml:8 (staging)\n"
    )


def test_explain_shows_what_was_overridden(root: Path) -> None:
    (root / "environments" / "qa.yaml").write_text("extends: base\nregion: eu-west-1\n")
    assert run("explain", "qa", "region").stdout == (
        "region  eu-west-1                 environments/qa.yaml:2 (qa)\n"
        "          overrides eu-central-1  environments/base.yaml:3 (base)\n"
    )
    (told,) = json.loads(run("explain", "qa", "region", "--json").stdout)
    assert told == {
        "key": "region",
        "value": "eu-west-1",
        "layer": "qa",
        "file": "environments/qa.yaml",
        "line": 2,
        "overrode": [{"value": "eu-central-1", "layer": "base", "file": "environments/base.yaml", "line": 3}],
    }


def test_new_keeps_comments_and_takes_the_new_name(root: Path) -> None:
    result = run("new", "qa", "--from", "staging")
    assert result.stdout == "environments/qa.yaml\n"
    assert "differs from staging in: state.key, dns.zone, dns.names[0], dns.names[2]" in result.stderr
    assert (root / "environments" / "qa.yaml").read_text() == (
        "# yaml-language-server: $schema=./schema.json\n"
        "# Made from staging.yaml by `stackyard env new`.\n"
        "# As prod, but smaller.\n"
        "extends: base\n"
        "\n"
        'account: "210987654321"   # not staging\'s own\n'
        "state:\n"
        "  bucket: acme-staging-state\n"
        "  key: 'qa.tfstate'\n"
        "dns:\n"
        "  zone: qa.example.com\n"
        '  names: [www.qa.example.com, stagingx, "é-qa"]\n'
    )
    assert (root / "environments" / "staging.yaml").read_text() == STAGING
    check_repository(root)


@pytest.mark.parametrize(
    "state",
    [
        "state: {key: shared, bucket: b}\n",
        "state:\n  key: shared\n  bucket: b\n",
        "extends: keyed\nstate:\n    # why\n    bucket: b\n",
        "extends: keyed\nstate: {bucket: b}\n",
        "extends: keyed\n",
        "state: {bucket: b}\n",
    ],
)
def test_new_has_a_state_of_its_own(root: Path, state: str) -> None:
    (root / "environments" / "keyed.yaml").write_text("abstract: true\nstate: {bucket: b, key: layered}\n")
    (root / "environments" / "dev.yaml").write_text(f"# dev\ntarget: aws\n{state}")
    assert run("new", "qa", "--from", "dev").exit_code == 0
    tree = plain_tree(LayerFiles(root).resolve("qa").tree)
    assert isinstance(tree, dict)
    assert isinstance(tree["state"], dict)
    assert tree["state"].get("key", "qa.tfstate") == "qa.tfstate"
    assert tree["state"]["bucket"] == "b"
    check_repository(root)


def test_new_quotes_a_name_that_would_read_as_a_switch(root: Path) -> None:
    (root / "environments" / "dev.yaml").write_text("name: dev\ntarget: aws\n")
    assert run("new", "on", "--from", "dev").exit_code == 0
    assert 'name: "on"\n' in (root / "environments" / "on.yaml").read_text()


@pytest.mark.parametrize("taken", ["staging", "local", "base"])
def test_new_refuses_a_taken_name(root: Path, taken: str) -> None:
    before = (root / "environments" / f"{taken}.yaml").read_text()
    assert str(run("new", taken, "--from", "staging").exception) == (
        f"environments/{taken}.yaml: the name {taken!r} is taken\n"
        "  next: choose another name; `stackyard env list` shows the environments"
    )
    assert (root / "environments" / f"{taken}.yaml").read_text() == before


@pytest.mark.parametrize("name", ["../x", "Qa", "qa-", ""])
def test_new_refuses_an_ill_formed_name(root: Path, name: str) -> None:
    before = sorted(root.rglob("*"))
    result = run("new", name, "--from", "staging")
    assert isinstance(result.exception, StackyardError)
    assert result.exception.exit_code == 64
    assert sorted(root.rglob("*")) == before


@pytest.mark.parametrize(
    ("source", "message"), [("base", "'base' is a layer"), ("stagin", "did you mean 'staging'?")]
)
@pytest.mark.usefixtures("root")
def test_new_from_what_is_no_environment(source: str, message: str) -> None:
    assert message in str(run("new", "qa", "--from", source).exception)


def test_new_leaves_nothing_behind_when_it_would_share_a_state(root: Path) -> None:
    (root / "environments" / "other.yaml").write_text(
        "state: {bucket: acme-staging-state, key: qa.tfstate}\n"
    )
    assert "other and qa share one state" in str(run("new", "qa", "--from", "staging").exception)
    assert not (root / "environments" / "qa.yaml").exists()
