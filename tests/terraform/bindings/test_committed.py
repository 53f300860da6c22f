"""The committed classes are those that the real provider's schema gives."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stackyard.bindings.fetch import fetch_schema
from stackyard.bindings.manifest import read_manifest
from stackyard.bindings.update import Changes, compare, find_manifest, generate
from stackyard.io.process import SystemRunner
from stackyard.terraform.binary import find_terraform
from stackyard.terraform.child_environment import child_environment
from stackyard.terraform.cli_config import cli_config

ROOT = Path(__file__).resolve().parents[3]
MANIFEST = find_manifest(ROOT)


@pytest.mark.terraform
@pytest.mark.parametrize("provider", read_manifest(MANIFEST))
def test_regenerating_changes_no_byte(provider: str, tmp_path: Path) -> None:
    selection = read_manifest(MANIFEST)[provider]
    runner = SystemRunner()
    schema = fetch_schema(
        selection,
        terraform=find_terraform(os.environ, runner).path,
        environ=child_environment(os.environ, cli_config=cli_config(tmp_path, os.environ)),
        runner=runner,
    )
    files = generate(selection, schema, package=MANIFEST.parent.parent.name)
    assert compare(MANIFEST.parent / provider, files) == Changes((), ())
    assert f"class {provider.title()}Provider(Provider):" in files["provider.py"]
