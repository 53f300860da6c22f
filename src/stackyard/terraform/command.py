"""One Terraform command: started, listened to, stopped, and understood when it fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stackyard.errors import Interrupted, TerraformError
from stackyard.io.process import Completed, Pipe, Runner
from stackyard.io.redact import Redactor
from stackyard.terraform.binary import Terraform
from stackyard.terraform.events import Diagnostic, Event, parse
from stackyard.terraform.explain import Failure, explain
from stackyard.terraform.progress import Progress

_FORCED = "Two interrupts received"
_NOT_UNLOCKED = "Error releasing the state lock"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said.

    Args:
        code: its exit code, one of those that the caller takes as good.
        stdout: all of it, not redacted: it may be JSON.
        events: of its ``-json`` stream, redacted.
    """

    code: int
    stdout: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Commander:
    """Runs commands in one directory.

    Args:
        directory: the working directory.
        terraform: the program.
        runner: starts it.
        env: the child's whole environment, see ``child_environment``.
        redact: takes known secrets out of what it says.
        progress: is told what happens.
    """

    directory: Path
    terraform: Terraform
    runner: Runner
    env: Mapping[str, str]
    redact: Redactor
    progress: Progress

    def run(
        self,
        command: str,
        arguments: Sequence[str],
        *,
        doing: str,
        good: Sequence[int] = (0,),
        variables: str | None = None,
    ) -> Answer:
        """Run one command with its ``-json`` stream shown as progress.

        Args:
            command: its name, e.g. ``plan``.
            arguments: what follows.
            doing: shown while it runs.
            good: exit codes that mean success.
            variables: text of a variables file, handed over through a pipe.

        Raises:
            Interrupted: the user stopped it, and it has ended.
            TerraformError: it failed; see ``explain``.
        """
        stop = _Stop(self.progress)
        listener = _Listener(self.redact, self.progress)
        self.progress.begin(doing)
        try:
            done = self.runner.run(
                [str(self.terraform.path), *command.split(), *arguments],
                env=self.env,
                cwd=self.directory,
                pipe=None if variables is None else Pipe(variables),
                on_stdout=listener,
                on_interrupt=stop,
            )
        finally:
            self.progress.end()
        failure = Failure(
            command,
            self.directory,
            done.returncode,
            [event for event in listener.events if isinstance(event, Diagnostic)],
            self.redact(done.stderr),
        )
        if stop.asked:
            raise _interrupted(failure, done, good)
        if done.returncode not in good:
            raise explain(failure)
        return Answer(done.returncode, done.stdout, tuple(listener.events))


class _Stop:
    """Notes that the user asked to stop, and tells them what happens."""

    def __init__(self, progress: Progress) -> None:
        self.asked = False
        self._progress = progress

    def __call__(self) -> None:
        self.asked = True
        self._progress.note(
            "stopping: waiting for Terraform to finish what it has begun and to free the state's lock"
        )


class _Listener:
    """Turns lines into events, and passes them on."""

    def __init__(self, redact: Callable[[str], str], progress: Progress) -> None:
        self.events: list[Event] = []
        self._redact = redact
        self._progress = progress

    def __call__(self, line: str) -> None:
        event = parse(line, self._redact)
        if event is not None:
            self.events.append(event)
            self._progress.event(event)


def _interrupted(failure: Failure, done: Completed, good: Sequence[int]) -> TerraformError:
    if done.returncode < 0 or _FORCED in done.stdout + done.stderr or _NOT_UNLOCKED in failure.text:
        return Interrupted(
            f"terraform {failure.command} was stopped before it could end cleanly",
            why="it was made to stop at once: the state may lack what it had begun, and may still be locked",
            next_step="run the command again; if the state is locked, the message says how to free it",
        )
    if done.returncode in good:
        return Interrupted(
            f"stopped after terraform {failure.command} had ended well",
            why="it was done before it could be stopped; the state's lock is released",
        )
    return Interrupted(
        f"terraform {failure.command} was stopped",
        why="it ended cleanly: what it had done is in the state, and the state's lock is released",
        next_step="run the command again to go on from there",
    )
