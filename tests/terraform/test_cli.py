"""The command line against the emulator, where no slow resource is made."""

from __future__ import annotations

import json

import pytest

from tests.clone import Clone

pytestmark = [pytest.mark.terraform, pytest.mark.xdist_group("cli")]


@pytest.fixture(scope="module")
def small(clone: Clone) -> Clone:
    """Dev cut down to an address: seconds, not minutes."""
    (clone.root / "environments" / "tiny.yaml").write_text(
        "extends: base\n"
        'account: "123456789012"\n'
        "state: {bucket: example-stackyard-tiny-state, region: eu-central-1}\n"
        "network: null\ndns: null\ndatabase: null\ncache: null\n"
    )
    return clone


def test_plan_deploy_output_destroy(small: Clone) -> None:
    planned = small.run("stackyard", "plan", "tiny", "--emulate", "--detailed-exitcode", "--json", code=2)
    changes = json.loads(planned.stdout)["changes"]
    assert {change["action"] for change in changes} == {"create"}
    assert all(change["type"] == "aws_eip" for change in changes)

    refused = small.run("stackyard", "deploy", "tiny", "--emulate", code=64)
    assert "there is no terminal to ask on" in refused.stderr

    applied = small.run("stackyard", "deploy", "tiny", "--emulate", "--yes")
    assert "applied: " in applied.stdout
    assert "aws_eip" in applied.stderr  # live progress
    assert "load_balancer_ips = [" in applied.stdout

    assert "no changes" in small.run("stackyard", "deploy", "tiny", "--emulate", "--yes").stdout
    outputs = json.loads(small.run("stackyard", "output", "tiny", "--emulate", "--json").stdout)
    assert len(outputs["load_balancer_ips"]) >= 1

    small.run("stackyard", "destroy", "tiny", "--emulate", "--yes")
    again = small.run("stackyard", "destroy", "tiny", "--emulate", "--yes")
    assert "nothing to destroy" in again.stdout


def test_the_json_is_the_same_with_and_without_the_emulator(small: Clone) -> None:
    file = small.root / "cdktf.out" / "stacks" / "tiny" / "cdk.tf.json"
    small.run("stackyard", "synth", "tiny")
    plain = file.read_bytes()
    small.run("stackyard", "plan", "tiny", "--emulate")
    assert file.read_bytes() == plain


def test_the_cdktf_command_line_synthesises_the_same(small: Clone) -> None:
    file = small.root / "cdktf.out" / "stacks" / "dev" / "cdk.tf.json"
    small.run("stackyard", "synth", "dev")
    ours = file.read_bytes()
    small.run("cdktf", "synth")
    assert file.read_bytes() == ours


def test_an_unknown_environment_is_named(small: Clone) -> None:
    done = small.run("stackyard", "plan", "tinny", "--emulate", code=1)
    assert "there is no environment 'tinny' (did you mean 'tiny'?)" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_protected_environment_is_not_destroyed(small: Clone) -> None:
    done = small.run("stackyard", "destroy", "prod", "--emulate", "--yes", code=1)
    assert "prod is protected and cannot be destroyed" in done.stderr


def test_local_has_no_infrastructure(small: Clone) -> None:
    done = small.run("stackyard", "synth", "local")
    assert "it has no infrastructure of its own" in done.stderr


def test_doctor_says_what_is_there(small: Clone) -> None:
    findings = json.loads(small.run("stackyard", "doctor", "--json").stdout)
    assert {f["name"] for f in findings if f["needed"]} == {"Python", "Terraform", "SOPS", "Node", "project"}
    assert all(f["ok"] for f in findings if f["needed"])


def test_doctor_fails_without_terraform(small: Clone) -> None:
    done = small.run("stackyard", "doctor", code=1, env={"STACKYARD_TERRAFORM": "no-such-terraform"})
    assert "MISSING  Terraform" in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(small: Clone, shell: str) -> None:
    assert "_STACKYARD_COMPLETE" in small.run("stackyard", "completion", shell).stdout
