"""The catalogue on cdktn, the maintained fork of cdktf: the same JSON but for the frameworks' own metadata."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from stackyard.io.node import node_binary

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
FORK = ROOT / ".stackyard" / "fork"


@pytest.fixture(scope="module")
def fork() -> Path:
    """A Python with cdktn and without cdktf; kept between runs, as the two never share one."""
    requirements = ROOT / "requirements" / "fork.txt"
    stamp = FORK / "requirements.txt"
    if not stamp.exists() or stamp.read_text() != requirements.read_text():
        commands: list[list[str | Path]] = [
            [BIN / "uv", "venv", "--quiet", "--clear", "--python", sys.executable, FORK],
            [
                BIN / "uv",
                "pip",
                "install",
                "--quiet",
                "--python",
                FORK / "bin/python",
                "--require-hashes",
                "-r",
                requirements,
            ],
        ]
        for command in commands:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                pytest.fail(f"cdktn could not be installed: {done.stderr}")
        stamp.write_text(requirements.read_text())
    return FORK / "bin" / "python"


def synthesised(python: Path, out: Path) -> dict[str, dict[str, object]]:
    env = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'constructs'}:{ROOT}",
        "JSII_NODE": str(node_binary()),
        "CDKTF_OUTDIR": str(out),
        "STACKYARD_ENVIRONMENTS": "dev,staging,prod,local",
    }
    done = subprocess.run([python, "main.py"], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    stacks = sorted((out / "stacks").iterdir())
    return {stack.name: without_metadata(json.loads((stack / "cdk.tf.json").read_text())) for stack in stacks}


def without_metadata(value: object) -> dict[str, object]:
    assert isinstance(value, dict)
    return {k: without_metadata(v) if isinstance(v, dict) else v for k, v in value.items() if k != "//"}


def test_both_frameworks_synthesise_the_same(fork: Path, tmp_path: Path) -> None:
    ours = synthesised(Path(sys.executable), tmp_path / "cdktf")
    theirs = synthesised(fork, tmp_path / "cdktn")
    assert set(ours) == {"dev", "staging", "prod", "local"}
    assert theirs == ours


def test_the_fork_has_no_cdktf(fork: Path) -> None:
    done = subprocess.run([fork, "-c", "import cdktf"], capture_output=True, text=True, check=False)
    assert "No module named 'cdktf'" in done.stderr
