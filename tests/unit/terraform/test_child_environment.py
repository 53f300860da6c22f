"""What Terraform's process sees of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackyard.terraform.child_environment import child_environment

CONFIG = Path("/somewhere/terraform.tfrc")


@pytest.mark.parametrize(
    "name",
    [
        "TF_VAR_password",
        "TF_CLI_ARGS",
        "TF_CLI_ARGS_plan",
        "TF_DATA_DIR",
        "TF_WORKSPACE",
        "TF_LOG",
        "TF_LOG_PATH",
        "SOPS_AGE_KEY",
        "VAULT_TOKEN",
        "STACKYARD_ANSWER",
    ],
)
def test_left_out(name: str) -> None:
    assert name not in child_environment({name: "x", "PATH": "/bin"}, cli_config=CONFIG)


@pytest.mark.parametrize(
    "name", ["PATH", "HOME", "HTTPS_PROXY", "AWS_PROFILE", "AWS_ENDPOINT_URL", "VAULT_ADDR"]
)
def test_passed_on(name: str) -> None:
    assert child_environment({name: "x"}, cli_config=CONFIG)[name] == "x"


def test_own_settings_win() -> None:
    made = child_environment({"TF_CLI_CONFIG_FILE": "/other", "TF_INPUT": "1"}, cli_config=CONFIG)
    assert made == {
        "TF_CLI_CONFIG_FILE": str(CONFIG),
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        "CHECKPOINT_DISABLE": "1",
    }


def test_extra_is_set_last() -> None:
    made = child_environment({}, cli_config=CONFIG, extra={"TF_REATTACH_PROVIDERS": "{}"})
    assert made["TF_REATTACH_PROVIDERS"] == "{}"
