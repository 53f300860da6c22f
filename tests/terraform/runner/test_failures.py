"""What a user reads when the real Terraform fails, is stopped or is killed."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from stackyard.errors import Interrupted, StateLocked, TerraformError
from stackyard.io.process import SystemRunner
from stackyard.terraform.binary import find_terraform
from tests.terraform.runner.conftest import BUCKET, Cloud, Yard

pytestmark = pytest.mark.terraform

# Its creation takes some 15 s on the emulator: the provider waits before it first asks whether it is done.
SLOW = {"aws_route53_zone": {"z": {"name": "example.test"}}}
LOCK = {
    "ID": "11111111-2222-3333-4444-555555555555",
    "Operation": "OperationTypeApply",
    "Info": "",
    "Who": "anna@laptop",
    "Version": "1.11.4",
    "Created": "2026-01-02T03:04:05Z",
    "Path": "here",
}


def test_the_state_is_locked(yard: Yard, cloud: Cloud) -> None:
    yard.deploy()
    cloud.s3.put_object(Bucket=BUCKET, Key=f"{yard.key}.tflock", Body=json.dumps(LOCK).encode())
    with pytest.raises(StateLocked, match=r"anna@laptop since 2026-01-02 03:04:05") as caught:
        yard.workspace().plan({})
    assert f"force-unlock {LOCK['ID']}" in str(caught.value)
    cloud.s3.delete_object(Bucket=BUCKET, Key=f"{yard.key}.tflock")
    assert yard.workspace().plan({}).is_empty


def test_the_bucket_is_missing(yard: Yard) -> None:
    yard.write(bucket="not-there")
    with pytest.raises(TerraformError, match="bucket not-there does not exist") as caught:
        yard.workspace().init()
    assert "create it once" in str(caught.value)


def test_a_provider_is_unreachable(yard: Yard) -> None:
    own = yard.root / "empty.tfrc"
    own.write_text("disable_checkpoint = true\n")
    space = yard.workspace(
        TF_CLI_CONFIG_FILE=str(own),
        HTTPS_PROXY="http://127.0.0.1:9",
        NO_PROXY="127.0.0.1",
        HOME=str(yard.root),
        XDG_DATA_DIRS=str(yard.root),
    )
    with pytest.raises(TerraformError, match="provider cannot be fetched") as caught:
        space.init()
    assert "STACKYARD_PROVIDER_MIRROR" in str(caught.value)


def test_the_account_is_another(yard: Yard) -> None:
    yard.write(account="210987654321", resource={"aws_eip": {"ip": {}}})
    space = yard.workspace()
    space.init()
    with pytest.raises(TerraformError, match="belong to account 123456789012"):
        space.plan({})


def test_the_plan_is_wrong_in_the_users_stack(yard: Yard) -> None:
    yard.write(resource={"aws_vpc": {"main": {"cidr_block": "10.0.0.0/99"}}})
    space = yard.workspace()
    space.init()
    with pytest.raises(TerraformError) as caught:
        space.plan({})
    assert "aws_vpc.main" in str(caught.value)
    assert "cdk.tf.json:" in str(caught.value)


def test_terraform_is_too_old(tmp_path: Path) -> None:
    old = tmp_path / "terraform"
    old.write_text('#!/bin/sh\necho "Terraform v1.5.7"\n')
    old.chmod(0o755)
    with pytest.raises(TerraformError, match=r"1\.5\.7 is too old"):
        find_terraform({"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}, SystemRunner())


def test_terraform_cannot_be_run(tmp_path: Path) -> None:
    broken = tmp_path / "terraform"
    broken.write_bytes(b"\x00")
    broken.chmod(0o755)
    with pytest.raises(TerraformError, match="cannot be run"):
        find_terraform({"PATH": str(tmp_path)}, SystemRunner())


def when_it_has_begun(yard: Yard, act: Callable[[], None]) -> threading.Thread:
    """Act once the slow resource is being created."""

    def watch() -> None:
        for _ in range(600):
            if "aws_route53_zone.z: creating" in yard.lines:
                time.sleep(0.5)
                act()
                return
            time.sleep(0.1)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


def test_an_interrupt_ends_cleanly(yard: Yard, cloud: Cloud) -> None:
    yard.write(resource=SLOW)
    space = yard.workspace()
    space.init()
    plan = space.plan({})
    thread = when_it_has_begun(yard, lambda: signal.raise_signal(signal.SIGINT))
    with pytest.raises(Interrupted, match="stopped") as caught:
        space.apply(plan, {})
    thread.join()
    assert "lock is released" in str(caught.value)
    assert any(line.startswith("stopping: ") for line in yard.lines)
    keys = [one["Key"] for one in cloud.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]
    assert f"{yard.key}.tflock" not in keys
    assert not list(yard.directory.glob(".terraform/stackyard-plan-*"))
    # The next run goes on from what is in the state.
    assert yard.workspace().plan({}).drift == ()


def test_a_killed_child_is_named(yard: Yard, cloud: Cloud) -> None:
    yard.write(resource=SLOW)
    space = yard.workspace()
    space.init()
    plan = space.plan({})
    thread = when_it_has_begun(yard, lambda: os.kill(child_in(yard.directory), signal.SIGKILL))
    with pytest.raises(TerraformError, match="was ended by SIGKILL"):
        space.apply(plan, {})
    thread.join()
    # As the message says: the lock stays, and the next run tells how to free it.
    with pytest.raises(StateLocked, match="locked by"):
        yard.workspace().plan({})


def child_in(directory: Path) -> int:
    """The Terraform that works in a folder: a child of this very process."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and (folder / "cwd").resolve() == directory.resolve():
                return int(folder.name)
        except OSError:
            continue
    raise AssertionError("no Terraform runs there")
