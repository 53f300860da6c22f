"""Turns what Terraform says when it fails into what the user can do about it."""

from __future__ import annotations

import re
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stackyard.errors import Location, StateLocked, TerraformError
from stackyard.terraform.events import Diagnostic


@dataclass(frozen=True, slots=True)
class Failure:
    """A Terraform command that failed.

    Args:
        command: its first word, e.g. ``plan``.
        directory: its working directory.
        returncode: its exit code; negative where a signal ended it.
        diagnostics: what it said, redacted.
        stderr: what it wrote beside the stream, redacted.
    """

    command: str
    directory: Path
    returncode: int
    diagnostics: Sequence[Diagnostic]
    stderr: str = ""

    @property
    def errors(self) -> list[Diagnostic]:
        """The errors among the diagnostics."""
        return [one for one in self.diagnostics if one.is_error]

    @property
    def text(self) -> str:
        """All that it said of errors, as one text."""
        return "\n".join([*(f"{one.summary}\n{one.detail}" for one in self.errors), self.stderr])


@dataclass(frozen=True, slots=True)
class _Advice:
    """A known cause: the pattern that tells it, what to say, what to do."""

    pattern: re.Pattern[str]
    what: str
    next_step: str


def _advice(pattern: str, what: str, next_step: str) -> _Advice:
    return _Advice(re.compile(pattern, re.IGNORECASE | re.DOTALL), what, next_step)


# In this order: the narrower before the wider.
_KNOWN = (
    _advice(
        r"no space left on device|disk quota exceeded",
        "the disk is full",
        "free space where the project, the plugin cache (~/.cache/stackyard) and the temporary folder lie, "
        "and run the command again",
    ),
    _advice(
        r'S3 bucket "(?P<name>[^"]*)" does not exist|NoSuchBucket',
        "the state bucket {name} does not exist",
        "create it once for the account (versioned, private), or correct `state.bucket` of the environment",
    ),
    _advice(
        r"AWS account ID not allowed: *(?P<name>\d+)",
        "the credentials belong to account {name}, which is not the one declared",
        "use credentials of the declared account, or correct `account` of the environment",
    ),
    _advice(
        r"ExpiredToken|token (included in the request )?(is|has) expired|SSO session .*expired",
        "the credentials have expired",
        "sign in again (`aws sso login`, or however you get them), and run the command again",
    ),
    _advice(
        r"No valid credential sources found|NoCredentialProviders|failed to refresh cached credentials"
        r"|Unable to locate credentials",
        "there are no AWS credentials",
        "set AWS_PROFILE or sign in; or add --emulate to run against the embedded emulator",
    ),
    _advice(
        r"InvalidClientTokenId|SignatureDoesNotMatch|InvalidAccessKeyId|AuthFailure",
        "AWS does not accept the credentials",
        "check AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_ENDPOINT_URL, and the clock of this machine",
    ),
    _advice(
        r"AccessDenied|UnauthorizedOperation|is not authorized to perform",
        "the credentials are not allowed to do this",
        "give their role the permission named above, or use others",
    ),
    _advice(
        r"Failed to query available provider packages|Could not retrieve the list of available versions"
        r"|could not connect to registry|no available releases match|Failed to install provider"
        r"|Invalid provider registry host|Error while installing",
        "a provider cannot be fetched",
        "check the network and proxy; without a network, set STACKYARD_PROVIDER_MIRROR to a folder made by "
        "`terraform providers mirror`",
    ),
    _advice(
        r"connection refused|no such host|i/o timeout|dial tcp",
        "the service cannot be reached",
        "check the network, and AWS_ENDPOINT_URL if it is set; with --emulate: `stackyard emulator status`",
    ),
    _advice(
        r"Saved plan is stale",
        "the state has changed since the plan was made",
        "plan again",
    ),
    _advice(
        r"state data in S3 does not have the expected content|state snapshot was created by Terraform v",
        "the state cannot be used by this Terraform",
        "use the version of Terraform that wrote it, or a later one",
    ),
    _advice(
        r"Instance cannot be destroyed|lifecycle\.prevent_destroy",
        "the plan would destroy what is protected from it",
        "leave it in place, or lift its protection in a deploy of its own first",
    ),
)

_LOCKED = re.compile(r"Error acquiring the state lock|state is already locked|Lock Info:", re.IGNORECASE)
_LOCK_FIELD = re.compile(r"^\s*(ID|Path|Operation|Who|Version|Created|Info): *(.*?)\s*$", re.MULTILINE)


def explain(failure: Failure) -> TerraformError:
    """The error to raise for a failed command; see :mod:`stackyard.errors` for its parts."""
    if failure.returncode < 0:
        return _killed(failure)
    text = failure.text
    if _LOCKED.search(text):
        return _locked(failure, text)
    for known in _KNOWN:
        if match := known.pattern.search(text):
            return _known(failure, known, match)
    return TerraformError(
        f"terraform {failure.command} failed",
        where=_place(failure),
        why=_said(failure),
        next_step="correct what it names",
    )


def _known(failure: Failure, known: _Advice, match: re.Match[str]) -> TerraformError:
    name = match.groupdict().get("name") or ""
    what = " ".join(known.what.format(name=name).split())
    return TerraformError(what, where=_place(failure), why=_said(failure), next_step=known.next_step)


def _locked(failure: Failure, text: str) -> TerraformError:
    fields = dict(_LOCK_FIELD.findall(text))
    if not fields.get("ID"):
        return StateLocked(
            "the state is locked",
            why=_said(failure),
            next_step="wait until the other run has ended, and run the command again",
        )
    holder, since = fields.get("Who") or "somebody unknown", fields.get("Created") or "an unknown time"
    operation = fields.get("Operation", "").removeprefix("OperationType")
    return StateLocked(
        f"the state is locked by {holder} since {since}",
        why=f"they run {operation.lower() or 'Terraform'} on {fields.get('Path') or 'it'}; lock {fields['ID']}",
        next_step="wait until they are done; only if nobody runs Terraform on it any more:\n"
        f"terraform -chdir={failure.directory} force-unlock {fields['ID']}",
    )


def _killed(failure: Failure) -> TerraformError:
    try:
        name = signal.Signals(-failure.returncode).name
    except ValueError:
        name = f"signal {-failure.returncode}"
    memory = " (often by a system short of memory)" if name == "SIGKILL" else ""
    return TerraformError(
        f"terraform {failure.command} was ended by {name}",
        why=f"something outside of stackyard ended it{memory}; what it had done up to then may not all be in the state",
        next_step="run the command again; if the state is locked, the message says how to free it, and if an\n"
        "errored.tfstate was left, how to put it back",
    )


def _place(failure: Failure) -> Location | None:
    # A value's place is no file (`<value for var.x>`, a pipe), and nothing to show.
    for one in failure.errors:
        if one.file and not one.file.startswith("/dev/") and (failure.directory / one.file).is_file():
            return Location(failure.directory / one.file, one.line, one.address)
    return None


def _said(failure: Failure) -> str:
    parts = [_paragraph(one) for one in failure.errors]
    if not parts:
        parts = [_unboxed(failure.stderr)] if failure.stderr.strip() else []
    return "\n".join(dict.fromkeys(parts)) or f"it ended with {failure.returncode} and said nothing"


def _paragraph(one: Diagnostic) -> str:
    lines = [line.rstrip() for line in f"{one.summary}\n{one.detail}".splitlines() if line.strip()]
    about = f"{one.address}: " if one.address else ""
    return about + "\n".join(lines)


def _unboxed(text: str) -> str:
    """Without the frame that Terraform draws around errors for people, colours and empty lines."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    lines = (line.lstrip("│╷╵ ").rstrip() for line in plain.splitlines())
    return "\n".join(line for line in lines if line)
