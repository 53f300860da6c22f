"""What each shipped environment is made of: whole, so that a review shows what a user gets.

``pytest --update-golden`` rewrites the files.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.synth.stacks.app_runs import ROOT, run_app, synthesised

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


@pytest.mark.parametrize("environment", ["dev", "staging", "prod", "local"])
def test_the_environment_is_as_reviewed(environment: str, tmp_path: Path, update_golden: bool) -> None:
    made = synthesised(ROOT, tmp_path, environment)
    golden = GOLDEN / f"{environment}.json"
    if update_golden:
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8"), "`pytest --update-golden` accepts the change"


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for run in ("one", "two"):
        out = tmp_path / run
        out.mkdir()
        assert run_app(ROOT, out, "dev", "prod").returncode == 0
        written.append({p.relative_to(out): p.read_bytes() for p in sorted(out.rglob("*.json"))})
    assert written[0] == written[1]
    assert Path("stacks/dev/cdk.tf.json") in written[0]


def test_only_the_environments_asked_for_are_written(tmp_path: Path) -> None:
    assert run_app(ROOT, tmp_path, "staging").returncode == 0
    assert [p.name for p in (tmp_path / "stacks").iterdir()] == ["staging"]


def test_nothing_of_this_machine_is_in_it(tmp_path: Path) -> None:
    for environment in ("dev", "local"):
        text = synthesised(ROOT, tmp_path, environment)
        assert str(ROOT) not in text
        assert str(tmp_path) not in text


def test_the_local_environment_has_no_resources(tmp_path: Path) -> None:
    assert "resource" not in json.loads(synthesised(ROOT, tmp_path, "local"))
