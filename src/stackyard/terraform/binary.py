"""Which Terraform runs: its path, its flavour, its version."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Literal

from stackyard.errors import ProcessError, StackyardError, TerraformError
from stackyard.io.files import write_atomically
from stackyard.io.process import Runner

Flavour = Literal["terraform", "opentofu"]
Version = tuple[int, int, int]

SETTING = "STACKYARD_TERRAFORM"
MINIMUM: Version = (1, 11, 0)
"""The first release of both with write-only arguments and ephemeral variables, which keep secrets out of state."""

_INSTALL = "install Terraform from https://developer.hashicorp.com/terraform/install or OpenTofu from https://opentofu.org"
_FIRST_LINE = re.compile(r"^(Terraform|OpenTofu) v(\d+)\.(\d+)\.(\d+)", re.MULTILINE)
_SECONDS = 30
"""How long ``terraform version`` may take; it needs some 40 ms, and a minute only where it hangs."""


@dataclass(frozen=True, slots=True)
class Terraform:
    """A program that speaks Terraform's command line.

    Args:
        path: the program.
        flavour: who makes it.
        version: three numbers.
    """

    path: Path
    flavour: Flavour
    version: Version


def find_terraform(environ: Mapping[str, str], runner: Runner, *, cache: Path | None = None) -> Terraform:
    """The program named by ``STACKYARD_TERRAFORM``, else ``terraform``, else ``tofu`` on the path.

    Args:
        environ: this process's environment.
        runner: asks the program for its version.
        cache: a file that remembers the answer for as long as the program's file is the same.

    Raises:
        TerraformError: there is none, it is too old, or it does not say what it is.
    """
    path = _locate(environ)
    mark = _mark(path)
    known = _remembered(cache, path, mark)
    found = known or _ask(path, environ, runner)
    if found.version < MINIMUM:
        raise TerraformError(
            f"{found.flavour} {_text(found.version)} is too old",
            why=f"{found.path} is that version; {_text(MINIMUM)} or later is needed for write-only arguments",
            next_step=f"{_INSTALL}, or name a newer one in {SETTING}",
        )
    if known is None and cache is not None and mark:
        _remember(cache, found, mark)
    return found


def _locate(environ: Mapping[str, str]) -> Path:
    wanted = environ.get(SETTING)
    for name in [wanted] if wanted else ["terraform", "tofu"]:
        if found := which(name, path=environ.get("PATH", "")):
            return Path(found).absolute()
    if wanted:
        raise TerraformError(
            f"{SETTING} names {wanted!r}, which is no program",
            next_step=f"set {SETTING} to a path, to `terraform` or to `tofu`; or unset it",
        )
    raise TerraformError(
        "Terraform is missing", why="neither terraform nor tofu is on PATH", next_step=_INSTALL
    )


def _ask(path: Path, environ: Mapping[str, str], runner: Runner) -> Terraform:
    # The text form: its first word tells the two makers apart, which the JSON form does not.
    env = {k: environ[k] for k in ("PATH", "HOME") if k in environ} | {"CHECKPOINT_DISABLE": "1"}
    try:
        done = runner.run([str(path), "version"], env=env, timeout=_SECONDS)
    except ProcessError as error:
        raise TerraformError(
            f"{path} cannot be run", why=error.why or error.what, next_step=_INSTALL
        ) from None
    match = _FIRST_LINE.search(done.stdout)
    if match is None:
        raise TerraformError(
            f"{path} does not say which Terraform it is",
            why=f"`{path.name} version` ended with {done.returncode} and no version in its output",
            next_step=f"name another in {SETTING}, or {_INSTALL}",
        )
    flavour: Flavour = "terraform" if match[1] == "Terraform" else "opentofu"
    return Terraform(path, flavour, (int(match[2]), int(match[3]), int(match[4])))


def _mark(path: Path) -> list[int]:
    """Modification time and size of the program; empty for a script.

    A version manager's shim is a script that stays the same while what it starts changes.
    """
    try:
        with path.open("rb") as source:
            if source.read(2) == b"#!":
                return []
        stat = path.stat()
    except OSError:
        return []
    return [stat.st_mtime_ns, stat.st_size]


def _remembered(cache: Path | None, path: Path, mark: list[int]) -> Terraform | None:
    if cache is None or not mark:
        return None
    try:
        held = json.loads(cache.read_text(encoding="utf-8"))
        if (
            held["path"] != str(path)
            or held["mark"] != mark
            or held["flavour"] not in ("terraform", "opentofu")
        ):
            return None
        major, minor, patch = (int(part) for part in held["version"])
        return Terraform(path, held["flavour"], (major, minor, patch))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _remember(cache: Path, found: Terraform, mark: list[int]) -> None:
    held = {"path": str(found.path), "mark": mark, "flavour": found.flavour, "version": found.version}
    with contextlib.suppress(StackyardError):  # It is only asked again the next time.
        write_atomically(cache, json.dumps(held, indent=2) + "\n")


def _text(version: Version) -> str:
    return ".".join(str(part) for part in version)
