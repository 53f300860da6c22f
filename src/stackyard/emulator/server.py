"""The emulator as the rest of stackyard sees it: started, found again, pointed at, stopped."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from stackyard.emulator.record import Record, is_alive, read_record
from stackyard.emulator.requests import credentials_for, make_bucket
from stackyard.errors import EmulatorError, Location
from stackyard.io.process import Runner
from stackyard.io.project import Project

READY_WITHIN = 60.0
"""Seconds to wait for a start. Importing moto takes one or two; a busy machine of two cores, ten times that."""
_ENDS_WITHIN = 5.0


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket that states are kept in: there before Terraform first asks for it.

    Args:
        name: of the bucket.
        region: it lies in.
        account: it belongs to; ``None`` for the emulator's own.
    """

    name: str
    region: str
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """An emulator that answers."""

    url: str
    pid: int


class Emulator:
    """The project's emulator. One runs at a time; it keeps what is made in it until it is stopped.

    Args:
        project: its ``.stackyard`` folder holds the emulator's record and log.
        runner: starts the process.
    """

    def __init__(self, project: Project, runner: Runner) -> None:
        self._project = project
        self._runner = runner
        self._record_file = project.work / "emulator.json"
        self._log = project.work / "emulator.log"

    def start(self, buckets: Sequence[Bucket] = ()) -> Running:
        """Start it where it does not run, and see to it that the buckets exist.

        Raises:
            EmulatorError: it ended, or did not answer in time, or refused a bucket.
        """
        with self._alone():
            running = self.status() or self._start()
        for bucket in buckets:
            make_bucket(running.url, bucket.name, bucket.region, credentials_for(running.url, bucket.account))
        return running

    def stop(self) -> bool:
        """End it, and forget all that was made in it.

        Returns:
            Whether one ran.

        Raises:
            EmulatorError: it does not end.
        """
        with self._alone():
            record = read_record(self._record_file)
            # Only a process that proves to be ours is ended: a recorded pid may be anybody's by now.
            ran = record is not None and is_alive(record)
            if record is not None and ran:
                _end(record)
            self._record_file.unlink(missing_ok=True)
            return ran

    def status(self) -> Running | None:
        """The emulator, if it runs and is the one that was started here."""
        record = read_record(self._record_file)
        return Running(record.url, record.pid) if record is not None and is_alive(record) else None

    def environment(self, account: str | None, region: str | None) -> dict[str, str]:
        """The variables that point any AWS tool at the running emulator.

        They must replace every ``AWS_…`` variable there is (see :func:`pointed_at`): an ``AWS_PROFILE`` or an
        ``AWS_ENDPOINT_URL_S3`` left standing would reach the real cloud.

        Args:
            account: the account to act in; ``None`` for the emulator's own.
            region: ``None`` for ``us-east-1``.

        Raises:
            EmulatorError: it does not run.
        """
        running = self.status()
        if running is None:
            raise EmulatorError("the emulator does not run", next_step="`stackyard emulator start`")
        credentials = credentials_for(running.url, account)
        return {
            "AWS_ACCESS_KEY_ID": credentials.access_key,
            # No file of the user's may add a profile, an endpoint or a role.
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_DEFAULT_REGION": region or "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": running.url,
            "AWS_REGION": region or "us-east-1",
            "AWS_SECRET_ACCESS_KEY": credentials.secret_key,
            "AWS_SESSION_TOKEN": credentials.session_token,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two commands that start or stop at one time do so one after the other."""
        self._project.work.mkdir(parents=True, exist_ok=True)
        with (self._project.work / "emulator.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _start(self) -> Running:
        self._record_file.unlink(missing_ok=True)
        self._log.write_bytes(b"")
        command = [sys.executable, "-m", "stackyard.emulator.process", str(self._record_file)]
        pid = self._runner.start(command, env=_child_environment(), cwd=self._project.root, log=self._log)
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            record = read_record(self._record_file)
            if record is not None and is_alive(record):
                return Running(record.url, record.pid)
            if _has_ended(pid):
                raise self._failed("the emulator ended as soon as it was started")
            time.sleep(0.05)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        raise self._failed(f"the emulator did not answer within {READY_WITHIN:g} seconds")

    def _failed(self, what: str) -> EmulatorError:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
        return EmulatorError(
            what,
            where=Location(self._log),
            why="\n".join(lines) or None,
            next_step="run `make setup`, then `stackyard emulator start`",
        )


def pointed_at(environ: Mapping[str, str], emulator: Mapping[str, str]) -> dict[str, str]:
    """An environment whose AWS settings are the emulator's, with no other left over."""
    return {**{k: v for k, v in environ.items() if not k.startswith("AWS_")}, **emulator}


def _child_environment() -> dict[str, str]:
    """Nothing of the user's: the emulator needs no credentials, and reads no settings."""
    source = str(Path(__file__).parents[2])
    return {"PATH": os.defpath, "PYTHONPATH": source, "AWS_EC2_METADATA_DISABLED": "true", "NO_COLOR": "1"}


def _end(record: Record) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(record.pid, number)
        deadline = time.monotonic() + _ENDS_WITHIN
        while time.monotonic() < deadline:
            if _has_ended(record.pid) or not is_alive(record):
                return
            time.sleep(0.02)
    raise EmulatorError(
        f"the emulator (process {record.pid}) does not end", next_step=f"kill -9 {record.pid}"
    )


def _has_ended(pid: int) -> bool:
    with suppress(ChildProcessError):  # it is not always our own child
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
