"""A key and secrets of its own for a try-out on this machine, made where there are none."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe

from stackyard.errors import Location, SecretsError
from stackyard.io.files import write_atomically
from stackyard.io.process import Runner
from stackyard.io.project import Project
from stackyard.secrets.sops import child_environment, demo_key, find_sops

BYTES = 24
"""Random bytes in a demo's value: 32 characters of ``[A-Za-z0-9_-]``, all of which RDS takes in a password."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What a demo's secrets consist of.

    Args:
        key: the private age key.
        file: the encrypted values.
        made: whether the file was made now; ``False`` where it stood already and was left alone.
    """

    key: Path
    file: Path
    made: bool


def make_demo(
    project: Project, file: Path, names: Sequence[str], *, runner: Runner, environ: Mapping[str, str]
) -> Demo:
    """Encrypt a random value for each name into ``file``, for a key that stays on this machine.

    Args:
        project: the key lies in its ``.stackyard`` folder.
        file: the secrets file; one that exists is left as it is.
        names: the variables that need a value.
        runner: starts SOPS.
        environ: the caller's environment.

    Raises:
        SecretsError: SOPS failed, or the key in the project is not one.
    """
    key = demo_key(project)
    if file.exists():
        return Demo(key, file, made=False)
    recipient = _recipient(key)
    values = {name: token_urlsafe(BYTES) for name in sorted(set(names))}
    # From stdin: the plaintext stands in no file. With a configuration of nothing: whatever the project's
    # .sops.yaml says of its recipients, a demo is encrypted for its own key.
    command = [str(find_sops(environ)), "--config", "/dev/null", "encrypt", "--age", recipient]
    command += [
        "--filename-override",
        file.name,
        "--input-type",
        "json",
        "--output-type",
        "json",
        "/dev/stdin",
    ]
    env = child_environment(environ, project, [])
    done = runner.run(command, env=env, cwd=project.root, stdin=json.dumps(values), timeout=60.0)
    if done.returncode != 0:
        raise SecretsError(
            f"SOPS could not encrypt the demo's values (exit code {done.returncode})", where=Location(file)
        )
    write_atomically(file, done.stdout)
    return Demo(key, file, made=True)


def _recipient(key: Path) -> str:
    """The public half of the demo's key, which is made where it is missing."""
    from pyrage import x25519  # type: ignore[import-untyped]

    if not key.exists():
        identity = x25519.Identity.generate()
        text = f"# public key: {identity.to_public()}\n{identity}\n"
        write_atomically(key, text, mode=0o600)
    lines = key.read_text(encoding="utf-8").splitlines()
    try:
        [secret] = [line for line in lines if line and not line.startswith("#")]
        return str(x25519.Identity.from_str(secret).to_public())
    except Exception:  # pyrage's own exception type; its text could repeat the key
        raise SecretsError(
            "the demo's key is not an age key",
            where=Location(key),
            next_step="delete it, and the secrets file made with it, and run the command again",
        ) from None
