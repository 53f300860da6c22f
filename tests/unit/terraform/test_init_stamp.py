"""When ``init`` has something to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from stackyard.terraform.binary import Terraform
from stackyard.terraform.init_stamp import is_initialised, known_backend, wanted_backend, write_stamp

TERRAFORM = Terraform(Path("/bin/terraform"), "terraform", (1, 11, 4))
STACK = {
    "terraform": {
        "backend": {"s3": {"bucket": "b", "key": "dev.tfstate"}},
        "required_providers": {"aws": {}},
    },
    "resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16"}}},
}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "cdk.tf.json").write_text(json.dumps(STACK))
    (tmp_path / "rc").write_text("x")
    (tmp_path / ".terraform.lock.hcl").write_text("lock")
    (tmp_path / ".terraform/providers/host/ns/aws/1.0.0").mkdir(parents=True)
    (tmp_path / "cache").mkdir()
    (tmp_path / ".terraform/providers/host/ns/aws/1.0.0/linux").symlink_to(tmp_path / "cache")
    backend = {"type": "s3", "config": {"bucket": "b", "key": "dev.tfstate", "region": None}}
    (tmp_path / ".terraform/terraform.tfstate").write_text(json.dumps({"backend": backend}))
    write_stamp(tmp_path, TERRAFORM, tmp_path / "rc")
    return tmp_path


def test_nothing_to_do_when_nothing_changed(directory: Path) -> None:
    assert is_initialised(directory, TERRAFORM, directory / "rc")


def change_stack(directory: Path, **parts: object) -> None:
    (directory / "cdk.tf.json").write_text(json.dumps(STACK | parts))


def test_a_resource_of_the_same_type_changes_nothing(directory: Path) -> None:
    change_stack(directory, resource={"aws_vpc": {"main": {}, "other": {}}})
    assert is_initialised(directory, TERRAFORM, directory / "rc")


CHANGES: dict[str, Callable[[Path], object]] = {
    "provider": lambda d: change_stack(d, terraform={"required_providers": {"aws": {"version": "2"}}}),
    "module": lambda d: change_stack(d, module={"m": {"source": "./x"}}),
    "resource type": lambda d: change_stack(d, resource={"random_id": {}}),
    "lock file": lambda d: (d / ".terraform.lock.hcl").write_text("other"),
    "CLI configuration": lambda d: (d / "rc").write_text("y"),
    "backend gone": lambda d: (d / ".terraform/terraform.tfstate").unlink(),
    "cache gone": lambda d: (d / "cache").rmdir(),
    "stamp broken": lambda d: (d / ".terraform/stackyard-init.json").write_text("["),
    "stamp of another kind": lambda d: (d / ".terraform/stackyard-init.json").write_text("[]"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_something_to_do(directory: Path, change: Callable[[Path], object]) -> None:
    change(directory)
    assert not is_initialised(directory, TERRAFORM, directory / "rc")


def test_another_terraform(directory: Path) -> None:
    newer = replace(TERRAFORM, version=(1, 12, 0))
    assert not is_initialised(directory, newer, directory / "rc")
    assert not is_initialised(directory, replace(TERRAFORM, flavour="opentofu"), directory / "rc")


def test_backends(directory: Path, tmp_path: Path) -> None:
    expected = {"type": "s3", "bucket": "b", "key": "dev.tfstate"}
    assert wanted_backend(directory) == expected
    assert known_backend(directory) == expected
    (directory / ".terraform/terraform.tfstate").write_text("{}")
    assert known_backend(directory) is None
    change_stack(directory, terraform={})
    assert wanted_backend(directory) is None
