"""The one module that starts processes.

Two layers: ``spawn`` and ``run`` on :class:`Runner`, which tests replace by :class:`RefusingRunner`.
Every child gets an environment made for it: nothing is passed on by default.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from stackyard.errors import ProcessError

LineSink = Callable[[str], None]
_ANSI = re.compile(rb"\x1b\[[0-9;]*m")


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
            arguments = (
                [a.replace("{pipe}", f"/dev/fd/{read_end}") for a in command] if pipe else list(command)
            )
            child = _popen(
                arguments, env=env, cwd=cwd, stdin=stdin, keep=() if read_end is None else (read_end,)
            )
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

    def relay(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        pipe: Pipe | None = None,
        rewrite: Callable[[str], str],
    ) -> int:
        """Run in the place of this process: same folder, same stdin, its output passed on through ``rewrite``.

        A first SIGINT, SIGTERM or SIGHUP becomes the child's SIGINT, so that it can end cleanly.

        Returns:
            Its exit code; ``128 + n`` where signal ``n`` ended it.
        """
        with _inherited_pipe(pipe) as read_end:
            arguments = (
                [a.replace("{pipe}", f"/dev/fd/{read_end}") for a in command] if pipe else list(command)
            )
            keep = () if read_end is None else (read_end,)
            child = _popen(arguments, env=env, cwd=None, stdin=None, keep=keep, share_stdin=True)
        _forward_signals(child)
        threads = [_pass_on(child.stdout, 1, rewrite), _pass_on(child.stderr, 2, rewrite)]
        code = child.wait()
        for thread in threads:
            thread.join()
        return code if code >= 0 else 128 - code


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
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path | None,
    stdin: str | None,
    keep: Sequence[int],
    share_stdin: bool = False,
) -> subprocess.Popen[bytes]:
    source = subprocess.PIPE if stdin is not None else None if share_stdin else subprocess.DEVNULL
    try:
        return subprocess.Popen(
            list(command),
            env=dict(env),
            cwd=cwd,
            stdin=source,
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
        for raw in source or ():
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


_SAME_KEYPRESS = 2.0
"""Seconds: one Ctrl-C can arrive several times, from the terminal and from a parent that passes it on too."""


def _forward_signals(child: subprocess.Popen[bytes]) -> None:
    last = -_SAME_KEYPRESS

    def forward(_number: int, _frame: object) -> None:
        nonlocal last
        if time.monotonic() - last >= _SAME_KEYPRESS:
            last = time.monotonic()
            child.send_signal(signal.SIGINT)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, forward)


def _pass_on(source: IO[bytes] | None, target: int, rewrite: Callable[[str], str]) -> threading.Thread:
    """Pass whole lines on as they come; and a question, which ends without a newline, at once."""

    def write(data: bytes) -> None:
        # A reader that is gone must not keep the child from ending cleanly: its output is then let go.
        with suppress(OSError):
            os.write(target, rewrite(data.decode("utf-8", "replace")).encode())

    def read() -> None:
        if source is None:
            return
        rest = b""
        while chunk := os.read(source.fileno(), 1 << 16):
            lines, newline, rest = (rest + chunk).rpartition(b"\n")
            if newline:
                write(lines + newline)
            if _ANSI.sub(b"", rest).rstrip().endswith(b"value:"):
                write(rest)
                rest = b""
        if rest:
            write(rest)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    return thread
