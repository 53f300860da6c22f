"""The schema that editors use is that of the settings as they are."""

from __future__ import annotations

import json

from stacks.settings import Settings
from stackyard.environments.schema import for_files
from tests.synth.stacks.app_runs import ROOT


def test_the_committed_schema_is_current() -> None:
    committed = json.loads((ROOT / "environments" / "schema.json").read_text(encoding="utf-8"))
    message = "`stackyard env schema > environments/schema.json` makes it anew"
    assert committed == for_files(Settings.model_json_schema()), message


def test_the_shipped_files_point_at_it() -> None:
    for file in sorted((ROOT / "environments").glob("*.yaml")):
        first = file.read_text(encoding="utf-8").partition("\n")[0]
        assert first == "# yaml-language-server: $schema=./schema.json", file.name
