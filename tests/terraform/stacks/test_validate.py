"""Every shipped environment is valid for the real AWS provider."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from stackyard.terraform.child_environment import child_environment
from stackyard.terraform.cli_config import cli_config
from tests.synth.stacks.app_runs import ROOT, run_app

pytestmark = pytest.mark.terraform

ENVIRONMENTS = ("dev", "staging", "prod", "local")


@pytest.fixture(scope="module")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    done = run_app(ROOT, out, *ENVIRONMENTS)
    assert done.returncode == 0, done.stderr
    return out / "stacks"


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_provider_accepts_the_environment(environment: str, stacks: Path, tmp_path: Path) -> None:
    env = child_environment(os.environ, cli_config=cli_config(tmp_path, os.environ))
    for words in (["init", "-backend=false", "-no-color"], ["validate", "-no-color"]):
        done = subprocess.run(
            ["terraform", *words],
            cwd=stacks / environment,
            env=env,
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert "Warning" not in done.stdout
