"""The emulator as a real process: started, found again, never mistaken for another, stopped."""

from __future__ import annotations

import http.server
import json
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from stackyard.emulator.record import Record, is_alive, read_record, write_record
from stackyard.emulator.requests import credentials_for
from stackyard.emulator.server import Bucket, Emulator
from stackyard.errors import EmulatorError
from stackyard.io.process import SystemRunner
from stackyard.io.project import Project

pytestmark = pytest.mark.terraform


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture
def emulator(project: Project) -> Iterator[Emulator]:
    server = Emulator(project, SystemRunner())
    yield server
    server.stop()


def _client(emulator: Emulator, service: str, account: str | None):  # type: ignore[no-untyped-def]
    import boto3

    env = emulator.environment(account, "eu-central-1")
    return boto3.session.Session().client(
        service,
        endpoint_url=env["AWS_ENDPOINT_URL"],
        region_name=env["AWS_REGION"],
        aws_access_key_id=env["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=env["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=env["AWS_SESSION_TOKEN"] or None,
    )


def test_a_second_start_finds_the_first_and_keeps_what_is_in_it(project: Project, emulator: Emulator) -> None:
    first = emulator.start([Bucket("states-a", "eu-central-1")])
    _client(emulator, "s3", None).put_object(Bucket="states-a", Key="k", Body=b"kept")
    second = Emulator(project, SystemRunner()).start([Bucket("states-a", "eu-central-1")])
    assert second == first == emulator.status()
    assert _client(emulator, "s3", None).get_object(Bucket="states-a", Key="k")["Body"].read() == b"kept"


@pytest.mark.parametrize("account", [None, "123456789012", "111111111111"])
def test_credentials_are_those_of_the_account_asked_for(emulator: Emulator, account: str | None) -> None:
    emulator.start([Bucket("states-b", "us-east-1", account)])
    identity = _client(emulator, "sts", account).get_caller_identity()
    assert identity["Account"] == (account or "123456789012")
    buckets = _client(emulator, "s3", account).list_buckets()["Buckets"]
    assert [bucket["Name"] for bucket in buckets] == ["states-b"]


def test_a_bucket_of_another_account_is_refused(emulator: Emulator) -> None:
    emulator.start([Bucket("states-c", "eu-central-1", "111111111111")])
    with pytest.raises(EmulatorError, match="did not make the bucket 'states-c'"):
        emulator.start([Bucket("states-c", "eu-central-1", "222222222222")])


def test_a_deleted_cache_cluster_is_gone(emulator: Emulator) -> None:
    emulator.start()
    client = _client(emulator, "elasticache", None)
    client.create_cache_cluster(
        CacheClusterId="c", Engine="memcached", NumCacheNodes=1, CacheNodeType="cache.t4g.micro"
    )
    client.delete_cache_cluster(CacheClusterId="c")
    assert client.describe_cache_clusters()["CacheClusters"] == []


def test_stop_ends_it_and_a_start_after_that_is_empty(emulator: Emulator) -> None:
    emulator.start([Bucket("states-d", "us-east-1")])
    assert emulator.stop() is True
    assert emulator.status() is None
    assert emulator.stop() is False
    emulator.start()
    assert _client(emulator, "s3", None).list_buckets()["Buckets"] == []


def test_a_killed_emulator_is_seen_and_replaced(project: Project, emulator: Emulator) -> None:
    first = emulator.start()
    os.kill(first.pid, signal.SIGKILL)
    os.waitpid(first.pid, 0)
    assert emulator.status() is None
    assert emulator.start().pid != first.pid


def test_another_process_under_the_recorded_pid_and_port_is_left_alone(project: Project) -> None:
    """The pid is this very process's: were it ended, so would be the test."""
    with _foreign_server() as port:
        project.work.mkdir()
        write_record(project.work / "emulator.json", Record(os.getpid(), port, "n0nce"))
        server = Emulator(project, SystemRunner())
        assert server.status() is None
        assert server.stop() is False
        with pytest.raises(EmulatorError):
            server.environment(None, None)


def test_an_emulator_that_cannot_start_shows_its_log(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stackyard.emulator.server._child_environment", lambda: {"PYTHONHOME": "/nowhere"})
    with pytest.raises(EmulatorError, match="ended as soon as it was started") as caught:
        Emulator(project, SystemRunner()).start()
    assert caught.value.why
    assert read_record(project.work / "emulator.json") is None


def test_a_server_that_is_gone_gives_no_credentials() -> None:
    with _foreign_server() as port:
        pass
    with pytest.raises(EmulatorError, match="does not answer"):
        credentials_for(f"http://127.0.0.1:{port}", "111111111111")
    assert not is_alive(Record(1, port, "n"))


class _foreign_server:  # noqa: N801 - used as a function
    """A web server that is not the emulator, and answers everything in good faith."""

    def __enter__(self) -> int:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = json.dumps(asdict(Record(1, 2, "other"))).encode()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self._server.server_port

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
