"""An emulator of AWS for this folder's tests, and workspaces of small stacks on it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest

from stackyard.io.process import SystemRunner
from stackyard.io.project import Project
from stackyard.io.redact import Redactor
from stackyard.terraform.progress import PlainProgress
from stackyard.terraform.variables import JsonValue
from stackyard.terraform.workspace import Workspace
from stackyard.terraform.workspaces import open_workspace

REGION = "eu-central-1"
ACCOUNT = "123456789012"
BUCKET = "runner-state"


@dataclass(frozen=True)
class Cloud:
    """The emulator: the variables that point AWS tools at it."""

    env: Mapping[str, str]

    @property
    def s3(self) -> Any:
        return boto3.client(
            "s3",
            endpoint_url=self.env["AWS_ENDPOINT_URL"],
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )


@dataclass
class Yard:
    """A project with one stack in it."""

    root: Path
    environ: dict[str, str]
    lines: list[str] = field(default_factory=list)
    key: str = field(default_factory=lambda: f"{uuid.uuid4().hex}.tfstate")

    @property
    def directory(self) -> Path:
        return self.root / "cdktf.out/stacks/dev"

    def write(self, *, account: str = ACCOUNT, bucket: str = BUCKET, **parts: object) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        stack = {
            "terraform": {
                "required_providers": {"aws": {"source": "hashicorp/aws", "version": "5.100.0"}},
                "backend": {
                    "s3": {"bucket": bucket, "key": self.key, "region": REGION, "use_lockfile": True}
                },
            },
            "provider": {"aws": [{"region": REGION, "allowed_account_ids": [account]}]},
        }
        (self.directory / "cdk.tf.json").write_text(json.dumps(stack | parts, indent=1))

    def workspace(self, *secrets: str, **environ: str) -> Workspace:
        return open_workspace(
            Project(self.root),
            self.directory,
            environ=self.environ | environ,
            runner=SystemRunner(),
            redact=Redactor(secrets),
            progress=PlainProgress(self.lines.append),
        )

    def deploy(self, values: Mapping[str, JsonValue] | None = None) -> str:
        space = self.workspace()
        space.init()
        return str(space.apply(space.plan(values or {}), values or {}))


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Path(sys.executable).with_name("moto_server")
    with (tmp_path_factory.mktemp("moto") / "log").open("wb") as log:
        child = subprocess.Popen([server, "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log)
        try:
            _wait_for(port, child)
            made = Cloud(
                {
                    "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
                    "AWS_ACCESS_KEY_ID": "test",
                    "AWS_SECRET_ACCESS_KEY": "test",
                    "AWS_EC2_METADATA_DISABLED": "true",
                }
            )
            made.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
            yield made
        finally:
            child.terminate()
            child.wait()


@pytest.fixture
def yard(tmp_path: Path, cloud: Cloud) -> Yard:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "TF_", "STACKYARD_"))}
    yard = Yard(tmp_path, {**kept, **cloud.env})
    yard.write()
    return yard


def _wait_for(port: int, child: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert child.poll() is None, "moto_server ended"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("moto_server does not answer")
