"""Every error a user can meet, in one tree.

::

    StackyardError            exit 1
    ├── UsageError            exit 64  the command line is wrong
    ├── EnvironmentFileError     a file in environments/ is wrong, missing or contradicts another
    ├── SynthesisError        the app command failed or wrote what cannot be used
    ├── SecretsError          a secrets file is missing, unreadable, or does not fit the stack
    ├── TerraformError        Terraform could not be started, failed, or refused
    │   ├── StateLocked       somebody else holds the state's lock
    │   └── Interrupted       exit 130  the user stopped it; Terraform ended cleanly
    ├── EmulatorError         the embedded emulator could not be started, reached or stopped
    ├── BindingsError         a provider's schema could not be read or made into classes
    └── ProcessError          a program could not be started, or was killed

One place (``stackyard.cli.main``) turns them into text and exit codes.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Location:
    """Where in the user's files a thing stands.

    Args:
        file: the file, shown relative to the folder the user stands in where it lies below that.
        line: 1-based line, or ``None`` for the file as a whole.
        key: dotted path of the key, e.g. ``network.cidr``.
    """

    file: Path
    line: int | None = None
    key: str | None = None

    def __str__(self) -> str:
        file = os.path.relpath(self.file) if self.file.is_absolute() else str(self.file)
        if file.startswith(os.pardir):
            file = str(self.file)
        place = f"{file}:{self.line}" if self.line is not None else file
        return f"{place} ({self.key})" if self.key else place


class StackyardError(Exception):
    """What is wrong, where, why, and what to do next; never holding a secret value.

    Args:
        what: one sentence without a final stop: what is wrong.
        where: the place in the user's files, if there is one.
        why: the reason, when the sentence alone does not tell it; may have several lines.
        next_step: what the user can do, as an instruction.
    """

    exit_code: int = 1

    def __init__(
        self,
        what: str,
        *,
        where: Location | None = None,
        why: str | None = None,
        next_step: str | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.why = why
        self.next_step = next_step

    def __str__(self) -> str:
        lines = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.why:
            lines += [
                f"  why:  {line}" if n == 0 else f"        {line}"
                for n, line in enumerate(self.why.splitlines())
            ]
        if self.next_step:
            lines += [
                f"  next: {line}" if n == 0 else f"        {line}"
                for n, line in enumerate(self.next_step.splitlines())
            ]
        return "\n".join(lines)


class UsageError(StackyardError):
    """The command line is wrong."""

    exit_code = 64


class EnvironmentFileError(StackyardError):
    """A file in ``environments/`` is wrong, missing, or contradicts another."""


class SynthesisError(StackyardError):
    """The app command failed, or wrote what cannot be used."""


class SecretsError(StackyardError):
    """A secrets file is missing, unreadable, or does not fit the stack's variables."""


class TerraformError(StackyardError):
    """Terraform could not be started, failed, or refused."""


class StateLocked(TerraformError):  # noqa: N818 - reads as what happened
    """Somebody else holds the lock of the state."""


class Interrupted(TerraformError):  # noqa: N818 - reads as what happened
    """The user stopped the run; Terraform ended cleanly."""

    exit_code = 130


class EmulatorError(StackyardError):
    """The embedded emulator could not be started, reached or stopped."""


class BindingsError(StackyardError):
    """A provider's schema could not be read, or cannot be made into classes."""


class ProcessError(StackyardError):
    """A program could not be started, or was killed."""
