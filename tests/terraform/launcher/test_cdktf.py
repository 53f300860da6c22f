"""`cdktf` and the Terraform that it starts, on a small stack: values reach the cloud, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from stackyard.emulator.server import Bucket, Emulator, pointed_at
from stackyard.io.process import SystemRunner
from stackyard.io.project import Project
from stackyard.secrets.demo import make_demo
from stackyard.secrets.sops import decrypt

pytestmark = pytest.mark.terraform
ROOT = Path(__file__).parents[3]
ACCOUNT = "111111111111"


@dataclass(frozen=True)
class World:
    """A project on a running emulator.

    Args:
        project: with its app, its secrets, and the pinned Node packages.
        emulator: holding the state's bucket.
        env: a shell's environment after `eval "$(stackyard emulator env)"`.
        password: the value that must not be found.
    """

    project: Project
    emulator: Emulator
    env: dict[str, str]
    password: str

    def run(self, *command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        with Watch(self.password) as watched:
            done = subprocess.run(
                [str(Path(sys.executable).with_name(command[0])), *command[1:]],
                cwd=cwd or self.project.root,
                env=self.env,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
        assert watched.looks > 0
        assert not watched.found
        assert self.password not in done.stdout + done.stderr
        return done


class Watch:
    """Looks through the arguments and environment of every process while a command runs."""

    def __init__(self, value: str) -> None:
        self._value = value.encode()
        self.looks = 0
        self.found: set[str] = set()
        self._over = threading.Event()

    def __enter__(self) -> Watch:
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while True:
            for process in Path("/proc").glob("[0-9]*"):
                for part in ("cmdline", "environ"):
                    try:
                        content = (process / part).read_bytes()
                    except OSError:
                        continue
                    if self._value in content:
                        self.found.add(f"{process.name}/{part}")
            self.looks += 1
            if self._over.wait(0.02):
                return


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    root = tmp_path / "project"
    (root / "environments").mkdir(parents=True)
    for name in ("dev", "other"):
        (root / "environments" / f"{name}.yaml").write_text("target: aws\n")
    (root / "cdktf.json").write_text(
        json.dumps(
            {"language": "python", "app": "python app.py", "projectId": "t", "sendCrashReports": "false"}
        )
    )
    shutil.copy(Path(__file__).with_name("app.py"), root / "app.py")
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    project = Project(root)
    environ = {**os.environ, "HOME": str(tmp_path / "home"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    environ = {k: v for k, v in environ.items() if not k.startswith(("SOPS_", "TF_", "STACKYARD_ENV"))}
    file = project.secrets / "dev.tfvars.json"
    make_demo(project, file, ["password"], runner=SystemRunner(), environ=environ)
    values = decrypt(file, runner=SystemRunner(), environ=environ, project=project)
    emulator = Emulator(project, SystemRunner())
    emulator.start([Bucket("t-dev", "eu-central-1", ACCOUNT)])
    try:
        env = pointed_at(environ, emulator.environment(None, "eu-central-1"))
        yield World(project, emulator, env, str(values["password"]))
    finally:
        emulator.stop()


def _parameter(world: World) -> str:
    import boto3

    env = world.emulator.environment(ACCOUNT, "eu-central-1")
    client = boto3.session.Session().client(
        "ssm",
        endpoint_url=env["AWS_ENDPOINT_URL"],
        region_name=env["AWS_REGION"],
        aws_access_key_id=env["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=env["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=env["AWS_SESSION_TOKEN"],
    )
    return str(client.get_parameter(Name="/p", WithDecryption=True)["Parameter"]["Value"])


def _files_with(value: str, folder: Path) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path for path in files if value.encode() in path.read_bytes()]


def test_the_watch_sees_what_it_looks_for() -> None:
    with Watch("a-value-in-an-argument") as watched:
        subprocess.run(
            [sys.executable, "-c", "import time; time.sleep(0.3)", "a-value-in-an-argument"], check=True
        )
    assert watched.found


@pytest.mark.skipif(
    not (ROOT / "node_modules").is_dir(), reason="`make setup` has not fetched the Node packages"
)
def test_cdktf_deploys_shows_no_changes_and_destroys_one_stack_with_its_own_values(
    world: World, tmp_path: Path
) -> None:
    first = world.run("cdktf", "deploy", "dev", "--auto-approve")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "2 added" in first.stdout
    assert _parameter(world) == world.password
    assert not (world.project.synthesised / "stacks" / "other").exists()

    again = world.run("cdktf", "diff", "dev")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "No changes" in again.stdout

    gone = world.run("cdktf", "destroy", "dev", "--auto-approve")
    assert gone.returncode == 0, gone.stdout + gone.stderr
    assert "2 destroyed" in gone.stdout
    assert _files_with(world.password, tmp_path) == []


@pytest.fixture
def stack(world: World) -> Path:
    """The working directory of dev, synthesised and initialised."""
    env = {**world.env, "CDKTF_OUTDIR": str(world.project.synthesised), "STACKYARD_ENVIRONMENTS": "dev"}
    subprocess.run([sys.executable, "app.py"], cwd=world.project.root, env=env, check=True)
    directory = world.project.synthesised / "stacks" / "dev"
    done = world.run("stackyard-terraform", "init", "-no-color", cwd=directory)
    assert done.returncode == 0, done.stdout + done.stderr
    return directory


def test_terraforms_own_words_hold_no_value_even_where_it_fails(world: World, stack: Path) -> None:
    """A provider's error that repeats the value: here, a region that is the password."""
    document = json.loads((stack / "cdk.tf.json").read_text())
    document["variable"]["password"].pop("sensitive")
    document["provider"]["aws"][0]["region"] = "${var.password}"
    (stack / "cdk.tf.json").write_text(json.dumps(document))
    done = world.run("stackyard-terraform", "plan", "-no-color", cwd=stack)
    assert done.returncode == 1
    assert "(secret)" in done.stdout + done.stderr


def test_a_missing_secrets_file_ends_the_plan_with_its_name(world: World, stack: Path) -> None:
    (world.project.secrets / "dev.tfvars.json").unlink()
    done = world.run("stackyard-terraform", "plan", cwd=stack)
    assert done.returncode == 1
    assert "secrets/dev.tfvars.json: the secrets file is missing" in done.stderr


def test_commands_that_need_no_values_start_no_sops(world: World, stack: Path) -> None:
    (world.project.secrets / "dev.tfvars.json").unlink()
    done = world.run("stackyard-terraform", "output", "-json", cwd=stack)
    assert (done.returncode, done.stdout.strip()) == (0, "{}")
