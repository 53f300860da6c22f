"""Which CLI configuration Terraform gets, and where its providers come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackyard.errors import TerraformError
from stackyard.terraform.cli_config import cli_config
from stackyard.terraform.mirror import SETTING, find_mirror, this_platform

AWS = "registry.terraform.io/hashicorp/aws"


def provider(mirror: Path, address: str = AWS, platform: str | None = None) -> Path:
    (mirror / address / "1.2.3" / (platform or this_platform())).mkdir(parents=True)
    return mirror


def environ(tmp_path: Path, **more: str) -> dict[str, str]:
    # Without XDG_DATA_DIRS the machine's own folders would be looked at.
    return {"HOME": str(tmp_path / "home"), "XDG_DATA_DIRS": str(tmp_path / "none"), **more}


def test_without_a_mirror_the_registry_is_used(tmp_path: Path) -> None:
    text = cli_config(tmp_path, environ(tmp_path), places=[]).read_text()
    assert "provider_installation" not in text
    assert "plugin_cache_dir" in text
    assert "disable_checkpoint = true" in text
    assert (tmp_path / "home/.cache/stackyard/plugins").is_dir()


@pytest.mark.parametrize("below", ["", "plugins", "vendor/plugins"])
def test_a_mirror_is_found_near_a_place(tmp_path: Path, below: str) -> None:
    mirror = provider(tmp_path / "place" / below)
    text = cli_config(tmp_path, environ(tmp_path), places=[tmp_path / "place"]).read_text()
    assert f'path    = "{mirror}"' in text
    assert f'include = ["{AWS}"]' in text
    assert f'exclude = ["{AWS}"]' in text


def test_a_mirror_too_deep_is_not_looked_for(tmp_path: Path) -> None:
    provider(tmp_path / "place/a/b/c")
    assert find_mirror([tmp_path / "place"]) is None


def test_a_mirror_for_another_platform_is_none(tmp_path: Path) -> None:
    provider(tmp_path / "place", platform="plan9_amd64")
    assert find_mirror([tmp_path / "place"]) is None


def test_packed_providers_count(tmp_path: Path) -> None:
    folder = tmp_path / AWS
    folder.mkdir(parents=True)
    (folder / f"terraform-provider-aws_1.2.3_{this_platform()}.zip").touch()
    found = find_mirror([tmp_path])
    assert found is not None
    assert found.providers == (AWS,)


def test_a_mirror_that_is_gone_is_looked_for_again(tmp_path: Path) -> None:
    first = provider(tmp_path / "place/one")
    cli_config(tmp_path, environ(tmp_path), places=[tmp_path / "place"])
    first.rename(tmp_path / "place/two")
    text = cli_config(tmp_path, environ(tmp_path), places=[tmp_path / "place"]).read_text()
    assert "/place/two" in text
    assert "/place/one" not in text


def test_written_only_when_it_changes(tmp_path: Path) -> None:
    file = cli_config(tmp_path, environ(tmp_path), places=[])
    before = file.stat().st_ino
    assert cli_config(tmp_path, environ(tmp_path), places=[]).stat().st_ino == before
    provider(tmp_path / "place")
    assert cli_config(tmp_path, environ(tmp_path), places=[tmp_path / "place"]).stat().st_ino != before


def test_the_setting_names_a_mirror(tmp_path: Path) -> None:
    mirror = provider(tmp_path / "mine")
    text = cli_config(tmp_path, environ(tmp_path, **{SETTING: str(mirror)}), places=[]).read_text()
    assert f'"{mirror}"' in text


def test_the_setting_names_none(tmp_path: Path) -> None:
    with pytest.raises(TerraformError, match=SETTING):
        cli_config(tmp_path, environ(tmp_path, **{SETTING: str(tmp_path)}), places=[])


def test_terraforms_implied_mirrors_are_left_to_it(tmp_path: Path) -> None:
    provider(tmp_path / "home/.terraform.d/plugins")
    provider(tmp_path / "place")
    text = cli_config(tmp_path, environ(tmp_path), places=[tmp_path / "place"]).read_text()
    assert "provider_installation" not in text


@pytest.mark.parametrize("name", [".terraformrc", ".tofurc"])
def test_the_users_own_file_is_used_as_it_is(tmp_path: Path, name: str) -> None:
    own = tmp_path / "home" / name
    own.parent.mkdir()
    own.write_text('credentials "app.terraform.io" {}\n')
    assert cli_config(tmp_path, environ(tmp_path), places=[]) == own


def test_a_file_that_is_named_but_missing_or_empty_is_none(tmp_path: Path) -> None:
    named = {"TF_CLI_CONFIG_FILE": str(tmp_path / "missing")}
    assert cli_config(tmp_path, environ(tmp_path, **named), places=[]).parent == tmp_path
    (tmp_path / "missing").write_text("# nothing\n\n")
    assert cli_config(tmp_path, environ(tmp_path, **named), places=[]).name == "terraform.tfrc"
