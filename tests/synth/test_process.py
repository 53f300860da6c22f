"""Real children: their output, their pipe, their end."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from stackyard.errors import ProcessError
from stackyard.io.process import Pipe, SystemRunner

PYTHON = sys.executable


def test_streams_lines_and_keeps_both_outputs() -> None:
    seen: list[str] = []
    done = SystemRunner().run(
        [PYTHON, "-c", "import sys; print('a'); print('b'); print('e', file=sys.stderr)"],
        env={},
        on_stdout=seen.append,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "a\nb\n", "e\n")
    assert seen == ["a", "b"]


def test_nothing_of_our_environment_reaches_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_VAR_leak", "x")
    done = SystemRunner().run([PYTHON, "-c", "import os; print('TF_VAR_leak' in os.environ)"], env={"A": "b"})
    assert done.stdout == "False\n"


@pytest.mark.parametrize("size", [10, 300_000])
def test_a_pipe_hands_text_over_without_file_argument_or_environment(size: int) -> None:
    done = SystemRunner().run(
        [PYTHON, "-c", "import sys; print(len(open(sys.argv[1]).read()))", "{pipe}"],
        env={},
        pipe=Pipe("x" * size),
    )
    assert done.stdout.strip() == str(size)


def test_a_child_that_never_reads_its_pipe_does_not_hold_us_up() -> None:
    assert SystemRunner().run([PYTHON, "-c", "", "{pipe}"], env={}, pipe=Pipe("x" * 300_000)).returncode == 0


def test_stdin_is_given_whole() -> None:
    done = SystemRunner().run(
        [PYTHON, "-c", "import sys; print(len(sys.stdin.read()))"], env={}, stdin="y" * 200_000
    )
    assert done.stdout == "200000\n"


def test_a_missing_program_is_named() -> None:
    with pytest.raises(ProcessError, match="cannot start no-such-program"):
        SystemRunner().run(["no-such-program"], env={})


def test_a_hanging_child_is_ended() -> None:
    with pytest.raises(ProcessError, match=r"gave no answer within 0.2 seconds"):
        SystemRunner().run([PYTHON, "-c", "import time; time.sleep(60)"], env={}, timeout=0.2)


def test_a_killed_child_shows_its_signal() -> None:
    done = SystemRunner().run([PYTHON, "-c", "import os; os.kill(os.getpid(), 9)"], env={})
    assert done.returncode == -9


def test_no_descriptor_is_left_open() -> None:
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0
    for _ in range(5):
        SystemRunner().run([PYTHON, "-c", "", "{pipe}"], env={}, pipe=Pipe("x"))
    after = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0
    assert after <= before + 1
