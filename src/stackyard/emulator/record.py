"""What is kept of a running emulator, and how to tell that it is still the same one."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path

from stackyard.io.files import write_atomically

IDENTITY = "/stackyard/identity"
"""A path that no AWS service has: the emulator answers there with its nonce."""


@dataclass(frozen=True, slots=True)
class Record:
    """An emulator that was started.

    Args:
        pid: its process id.
        port: its TCP port on 127.0.0.1.
        nonce: random text that it made when it started.
    """

    pid: int
    port: int
    nonce: str

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"


def write_record(file: Path, record: Record) -> None:
    """Keep the record."""
    write_atomically(file, json.dumps(asdict(record)) + "\n", mode=0o600)


def read_record(file: Path) -> Record | None:
    """The record kept, or ``None`` where there is none that can be read."""
    try:
        fields = json.loads(file.read_text(encoding="utf-8"))
        return Record(pid=int(fields["pid"]), port=int(fields["port"]), nonce=str(fields["nonce"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_alive(record: Record) -> bool:
    """Whether the very process of the record answers on its port; another one's pid or port does not count."""
    try:
        with opener().open(record.url + IDENTITY, timeout=5.0) as reply:
            answer = json.loads(reply.read(4096))
    except (OSError, ValueError):
        return False
    return isinstance(answer, dict) and answer.get("nonce") == record.nonce


def opener() -> urllib.request.OpenerDirector:
    """Opens URLs without a proxy: the emulator is on this machine."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))
