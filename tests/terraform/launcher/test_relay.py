"""The relay that stands in Terraform's place: output masked, signals turned, exit codes kept."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

pytestmark = pytest.mark.terraform
SOURCE = str(Path(__file__).parents[3] / "src")


def _relay(child: str, *, letters: int = 0) -> subprocess.Popen[str]:
    """A process that relays a Python child, masking ``hunter2-hunter2``."""
    arguments = [sys.executable, "-uc", textwrap.dedent(child)] + (["{pipe}"] if letters else [])
    text = f"""
        import os, sys
        from stackyard.io.process import Pipe, SystemRunner
        from stackyard.io.redact import Redactor
        pipe = "x" * {letters}
        sys.exit(SystemRunner().relay({arguments!r}, env=dict(os.environ),
            pipe=Pipe(pipe) if pipe else None, rewrite=Redactor(["hunter2-hunter2"])))
    """
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(text)],
        env={"PYTHONPATH": SOURCE},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_values_are_masked_on_both_streams_even_if_written_in_pieces() -> None:
    relay = _relay("""
        import sys, time
        sys.stdout.write("a hunter2-"); sys.stdout.flush(); time.sleep(0.2); sys.stdout.write("hunter2 b\\n")
        sys.stderr.write("hunter2-hunter2 without newline")
        sys.exit(3)
    """)
    assert relay.communicate() == ("a (secret) b\n", "(secret) without newline")
    assert relay.returncode == 3


def test_a_question_is_shown_before_it_is_answered() -> None:
    relay = _relay("""
        print("\\x1b[1mEnter a value:\\x1b[0m ", end="", flush=True)
        print("got", input())
    """)
    assert relay.stdout is not None
    assert relay.stdout.read(22).startswith("\x1b[1mEnter a value:")
    assert "got yes" in relay.communicate("yes\n")[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_any_way_to_end_it_becomes_one_interrupt_of_the_child(number: signal.Signals) -> None:
    relay = _relay("""
        import signal, time
        got = []
        signal.signal(signal.SIGINT, lambda n, f: got.append(n))
        print("ready", flush=True)
        while not got:
            time.sleep(0.01)
        time.sleep(0.5)
        print("interrupts:", len(got), flush=True)
    """)
    assert relay.stdout is not None
    assert relay.stdout.readline() == "ready\n"
    relay.send_signal(number)
    relay.send_signal(number)
    assert relay.communicate()[0] == "interrupts: 1\n"
    assert relay.returncode == 0


def test_a_child_that_a_signal_ended_gives_the_shells_code() -> None:
    relay = _relay("import os; os.kill(os.getpid(), 9)")
    relay.communicate()
    assert relay.returncode == 128 + 9


def test_values_larger_than_a_pipes_buffer_arrive() -> None:
    relay = _relay("import sys; print(len(open(sys.argv[1]).read()))", letters=300_000)
    assert relay.communicate()[0] == "300000\n"
