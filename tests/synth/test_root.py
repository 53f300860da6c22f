"""The root of the tree shadows nothing, and the command line starts light."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_cdktf_and_secrets_import_at_the_root() -> None:
    os.environ.setdefault(
        "JSII_NODE", python("from stackyard.io.node import node_binary; print(node_binary())")
    )
    assert python("import cdktf, constructs, secrets; print(secrets.token_hex.__name__)") == "token_hex"


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    heavy = ("pydantic", "yaml", "rich", "cdktf", "jsii", "moto", "boto3", "ruamel")
    code = f"import sys, stackyard.cli.main; print([m for m in {heavy!r} if m in sys.modules])"
    assert python(code) == "[]"
