"""Runs the app as its users' tools do: a child in a project's folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

Tree = dict[str, dict[str, dict[str, object]]]


def run_app(project: Path, out: Path, *environments: str) -> subprocess.CompletedProcess[str]:
    """Synthesise the environments of ``project`` into ``out``, with this repository's stacks."""
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py")],
        cwd=project,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(out),
            "PYTHONPATH": os.pathsep.join(str(ROOT / part) for part in ("src", "constructs", "")),
            "STACKYARD_ENVIRONMENTS": ",".join(environments),
            "CDKTF_OUTDIR": str(out),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def synthesised(project: Path, out: Path, environment: str) -> str:
    """The Terraform JSON of one environment, as text."""
    done = run_app(project, out, environment)
    assert done.returncode == 0, done.stderr
    return (out / "stacks" / environment / "cdk.tf.json").read_text(encoding="utf-8")


def make_project(folder: Path, environment: str, text: str) -> Path:
    """A project whose only environment file has ``text``."""
    (folder / "environments").mkdir(parents=True)
    (folder / "environments" / f"{environment}.yaml").write_text(text, encoding="utf-8")
    (folder / "cdktf.json").write_text(json.dumps({"app": "python main.py"}))
    return folder
