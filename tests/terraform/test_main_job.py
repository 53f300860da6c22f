"""The main job, as a user does it: deploy, again, with cdktf, destroy; and the password is nowhere."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
import pytest

from tests.clone import BIN, Clone

pytestmark = [pytest.mark.terraform, pytest.mark.slow, pytest.mark.xdist_group("main-job")]


class Watcher:
    """Samples the arguments and the environment of every process of this machine."""

    def __init__(self, needles: list[bytes]) -> None:
        self.needles = needles
        self.found: set[str] = set()
        self.samples = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self._stop.wait(0.02):
            self.samples += 1
            for folder in Path("/proc").glob("[0-9]*"):
                for name in ("cmdline", "environ"):
                    try:
                        data = (folder / name).read_bytes()
                    except OSError:
                        continue
                    if any(needle in data for needle in self.needles):
                        self.found.add(f"{name} of {(folder / 'comm')}")

    @contextmanager
    def watching(self) -> Iterator[None]:
        self._thread.start()
        try:
            yield
        finally:
            self._stop.set()
            self._thread.join()


def encodings(value: str) -> list[bytes]:
    forms = {value, json.dumps(value)[1:-1], base64.b64encode(value.encode()).decode(), value.encode().hex()}
    return [form.encode() for form in sorted(forms)]


def files_holding(needles: list[bytes], *folders: Path) -> list[str]:
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink() and path.stat().st_size < 50_000_000:
                data = path.read_bytes()
                found += [str(path.relative_to(folder)) for needle in needles if needle in data]
    return found


def password_of(clone: Clone) -> str:
    key = clone.root / ".stackyard" / "age.key"
    done = subprocess.run(
        [BIN / "sops", "decrypt", clone.root / "secrets" / "dev.tfvars.json"],
        env={**clone.environ, "SOPS_AGE_KEY_FILE": str(key)},
        capture_output=True,
        text=True,
        check=True,
    )
    value = json.loads(done.stdout)["db_password"]
    assert isinstance(value, str)
    return value


@pytest.fixture(scope="module")
def started(clone: Clone) -> Clone:
    clone.run("stackyard", "emulator", "start")
    clone.run("stackyard", "secrets", "demo", "dev")
    return clone


def test_the_main_job(started: Clone) -> None:
    clone = started
    password = password_of(clone)
    needles = encodings(password)
    watcher = Watcher(needles)
    printed: list[str] = []

    def run(*words: str, env: dict[str, str] | None = None) -> str:
        done = clone.run(*words, env=env)
        printed.extend([done.stdout, done.stderr])
        return done.stdout

    with watcher.watching():
        first = run("stackyard", "--debug", "deploy", "dev", "--emulate", "--yes")
        assert "aws_db_instance" in first
        assert "applied: " in first
        second = run("stackyard", "--debug", "deploy", "dev", "--emulate", "--yes")
        assert "no changes" in second
        assert "applied" not in second

        cloud = clone.exports("dev")
        third = run("cdktf", "deploy", "dev", "--auto-approve", env=cloud)
        assert "No changes" in third
        fourth = run("stackyard", "plan", "dev", "--emulate", "--detailed-exitcode", "--json")
        assert json.loads(fourth)["changes"] == []

        client = boto3.session.Session(
            aws_access_key_id=cloud["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=cloud["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=cloud.get("AWS_SESSION_TOKEN"),
            region_name="eu-central-1",
        )
        endpoint = cloud["AWS_ENDPOINT_URL"]
        facts = json.loads((clone.root / "cdktf.out/stacks/dev/environment.json").read_text())
        s3 = client.client("s3", endpoint_url=endpoint)
        state = s3.get_object(Bucket=facts["state"]["bucket"], Key=facts["state"]["key"])["Body"].read()
        assert b"aws_db_instance" in state
        assert not any(needle in state for needle in needles)
        outputs = json.loads(run("stackyard", "output", "dev", "--emulate", "--json"))
        assert outputs

        leaks = files_holding(needles, clone.root, clone.home, clone.temporary)
        assert leaks == []

        run("stackyard", "destroy", "dev", "--emulate", "--yes")

    assert watcher.samples > 100
    assert watcher.found == set()
    assert not any(needle.decode() in text for needle in needles for text in printed)

    state_after = json.loads(
        s3.get_object(Bucket=facts["state"]["bucket"], Key=facts["state"]["key"])["Body"].read()
    )
    assert state_after["resources"] == []
    assert client.client("rds", endpoint_url=endpoint).describe_db_instances()["DBInstances"] == []
    assert (
        client.client("elasticache", endpoint_url=endpoint).describe_cache_clusters()["CacheClusters"] == []
    )
    assert client.client("route53", endpoint_url=endpoint).list_hosted_zones()["HostedZones"] == []
    ec2 = client.client("ec2", endpoint_url=endpoint)
    assert ec2.describe_addresses()["Addresses"] == []
    assert [v for v in ec2.describe_vpcs()["Vpcs"] if not v["IsDefault"]] == []
    assert leaks_found_without_the_guard(clone, needles)


def leaks_found_without_the_guard(clone: Clone, needles: list[bytes]) -> bool:
    """The search itself can fail: a value exported the old way is found by it."""
    watcher = Watcher(needles)
    with watcher.watching():
        sleeper = subprocess.Popen(
            ["sleep", "1"], env={**os.environ, "TF_VAR_db_password": needles[-1].decode()}
        )
        sleeper.wait()
    planted = clone.temporary / "planted"
    planted.write_bytes(needles[0])
    return bool(watcher.found) and files_holding(needles, clone.temporary) != []
