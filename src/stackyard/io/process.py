"""The one module that starts processes.

Two layers: ``spawn`` and ``run`` on :class:`Runner`, which tests replace by :class:`RefusingRunner`.
Every child gets an environment made for it: nothing is passed on by default.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from stackyard.errors import ProcessError

LineSink = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Completed:
    """A child that ended: its exit code and what it printed (both decoded, bad bytes replaced)."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True, slots=True)
class Pipe:
    """A text handed to a child through an inherited pipe, so that it stands in no file, argument or environment.

    ``{pipe}`` in an argument is replaced by the path under which the child can read it, once.
    """

    text: str


class Runner(Protocol):
    """Starts programs. The only way to do so in stackyard."""

    def run(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path | None = None,
        stdin: str | None = None,
        timeout: float | None = None,
        pipe: Pipe | None = None,
        on_stdout: LineSink | None = None,
        on_stderr: LineSink | None = None,
        on_interrupt: Callable[[], None] | None = None,
    ) -> Completed:
        """Run to the end, streaming lines to the sinks given (a line without its newline)."""
        ...

    def start(
        self, command: Sequence[str], *, env: Mapping[str, str], cwd: Path | None = None, log: Path
    ) -> int:
        """Start a server that outlives this process; its output goes to ``log``. Returns its process id."""
        ...


class SystemRunner:
    """Starts real processes.

    Raises:
        ProcessError: the program does not exist, cannot be executed, or ran longer than ``timeout`` seconds.
    """

    def run(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path | None = None,
        stdin: str | None = None,
        timeout: float | None = None,
        pipe: Pipe | None = None,
        on_stdout: LineSink | None = None,
        on_stderr: LineSink | None = None,
        on_interrupt: Callable[[], None] | None = None,
    ) -> Completed:
        """Run to the end; see :class:`Runner`."""
        with _inherited_pipe(pipe) as read_end:
            arguments = [a.replace("{pipe}", f"/dev/fd/{read_end}") for a in command] if pipe else list(command)
            child = _popen(arguments, env=env, cwd=cwd, stdin=stdin, keep=() if read_end is None else (read_end,))
        out: list[str] = []
        err: list[str] = []
        threads = [
            _pump(child.stdout, out, on_stdout),
            _pump(child.stderr, err, on_stderr),
            _feed(child.stdin, stdin),
        ]
        _wait(child, command, timeout, on_interrupt)
        for thread in threads:
            if thread is not None:
                thread.join()
        return Completed(child.returncode, "".join(out), "".join(err))

    def start(
        self, command: Sequence[str], *, env: Mapping[str, str], cwd: Path | None = None, log: Path
    ) -> int:
        """Start a server in a session of its own, so that the terminal's SIGINT does not reach it."""
        with log.open("ab") as sink:
            try:
                child = subprocess.Popen(
                    list(command),
                    env=dict(env),
                    cwd=cwd,
                    stdin=subprocess.DEVNULL,
                    stdout=sink,
                    stderr=sink,
                    start_new_session=True,
                )
            except OSError as error:
                raise _cannot_start(command, error) from None
        return child.pid


class RefusingRunner:
    """The test double that is the default in unit tests: starting anything is a failure of the test."""

    def run(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path | None = None,
        stdin: str | None = None,
        timeout: float | None = None,
        pipe: Pipe | None = None,
        on_stdout: LineSink | None = None,
        on_stderr: LineSink | None = None,
        on_interrupt: Callable[[], None] | None = None,
    ) -> Completed:
        """Refuse."""
        raise AssertionError(f"a unit test started {command[0]}")

    def start(
        self, command: Sequence[str], *, env: Mapping[str, str], cwd: Path | None = None, log: Path
    ) -> int:
        """Refuse."""
        raise AssertionError(f"a unit test started {command[0]}")


def _popen(
    command: Sequence[str], *, env: Mapping[str, str], cwd: Path | None, stdin: str | None, keep: Sequence[int]
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            list(command),
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=tuple(keep),
            # A session of its own: the terminal's SIGINT reaches us alone, and we pass on one, not two.
            start_new_session=True,
        )
    except OSError as error:
        raise _cannot_start(command, error) from None


def _cannot_start(command: Sequence[str], error: OSError) -> ProcessError:
    return ProcessError(
        f"cannot start {Path(command[0]).name}",
        why=error.strerror or type(error).__name__,
        next_step="`stackyard doctor` lists what this machine lacks and how to get it",
    )


@contextmanager
def _inherited_pipe(pipe: Pipe | None) -> Iterator[int | None]:
    if pipe is None:
        yield None
        return
    read_end, write_end = os.pipe()
    # A writer of its own: a text over the pipe's buffer (64 KiB) would block us before the child reads.
    threading.Thread(target=_write_all, args=(write_end, pipe.text.encode()), daemon=True).start()
    try:
        yield read_end
    finally:
        os.close(read_end)


def _write_all(descriptor: int, data: bytes) -> None:
    try:
        with os.fdopen(descriptor, "wb") as sink:
            sink.write(data)
    except BrokenPipeError:
        pass  # The child ended without reading; its exit code tells why.


def _pump(source: IO[bytes] | None, into: list[str], sink: LineSink | None) -> threading.Thread:
    def read() -> None:
        for raw in source:
            line = raw.decode("utf-8", "replace")
            into.append(line)
            if sink is not None:
                sink(line.rstrip("\r\n"))

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    return thread


def _feed(sink: IO[bytes] | None, text: str | None) -> threading.Thread | None:
    if sink is None or text is None:
        return None
    thread = threading.Thread(target=_write_all, args=(os.dup(sink.fileno()), text.encode()), daemon=True)
    sink.close()
    thread.start()
    return thread


def _wait(
    child: subprocess.Popen[bytes],
    command: Sequence[str],
    timeout: float | None,
    on_interrupt: Callable[[], None] | None,
) -> None:
    interrupts = 0
    while True:
        try:
            child.wait(timeout)
            return
        except KeyboardInterrupt:
            interrupts += 1
            if interrupts == 1 and on_interrupt is not None:
                on_interrupt()
            # The first asks the child to end in its own way; a second is passed on and makes Terraform give up.
            child.send_signal(signal.SIGINT)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            raise ProcessError(
                f"{Path(command[0]).name} gave no answer within {timeout:g} seconds and was ended",
                next_step="run it by hand to see what it waits for",
            ) from None
