"""Whether ``terraform init`` has something to do: a fingerprint of all that it depends on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from stackyard.errors import StackyardError
from stackyard.io.files import write_atomically
from stackyard.terraform.binary import Terraform
from stackyard.terraform.variables import JsonValue

LOCK_FILE = ".terraform.lock.hcl"
_STAMP = Path(".terraform/stackyard-init.json")
_BACKEND = Path(".terraform/terraform.tfstate")


def is_initialised(directory: Path, terraform: Terraform, cli_config: Path) -> bool:
    """Whether an init with the same fingerprint went well here, and what it made still stands.

    ``cdktf deploy`` runs its own init in the same folder. That leaves the stamp valid unless it chose other
    providers, which changes the lock file and so the fingerprint.
    """
    try:
        stamp = json.loads((directory / _STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return (
        isinstance(stamp, dict)
        and stamp.get("fingerprint") == _fingerprint(directory, terraform, cli_config)
        and (directory / ".terraform/providers").is_dir() == bool(stamp.get("providers"))
        and (directory / _BACKEND).is_file() == bool(stamp.get("backend"))
        and _links_stand(directory)
    )


def write_stamp(directory: Path, terraform: Terraform, cli_config: Path) -> None:
    """Remember an init that went well; a stamp that cannot be written costs an init the next time."""
    stamp = {
        "fingerprint": _fingerprint(directory, terraform, cli_config),
        "providers": (directory / ".terraform/providers").is_dir(),
        "backend": (directory / _BACKEND).is_file(),
    }
    try:
        write_atomically(directory / _STAMP, json.dumps(stamp) + "\n")
    except StackyardError:
        (directory / _STAMP).unlink(missing_ok=True)


def wanted_backend(directory: Path) -> Mapping[str, JsonValue] | None:
    """``{"type": "s3", **arguments}`` of the synthesised stack; ``None`` where it has no backend block."""
    terraform = _stack(directory).get("terraform")
    for block in _blocks(terraform):
        for one in _blocks(block.get("backend")):
            for kind, arguments in one.items():
                return {**next(iter(_blocks(arguments)), {}), "type": kind}
    return None


def known_backend(directory: Path) -> Mapping[str, JsonValue] | None:
    """The backend of the last init, as Terraform remembers it in its data folder; unset arguments left out."""
    try:
        held = json.loads((directory / _BACKEND).read_text(encoding="utf-8"))["backend"]
        arguments = {key: value for key, value in held["config"].items() if value is not None}
        return {**arguments, "type": held["type"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _fingerprint(directory: Path, terraform: Terraform, cli_config: Path) -> str:
    stack = _stack(directory)
    depends_on = {
        "terraform": stack.get("terraform"),
        "modules": stack.get("module"),
        # A provider may be implied by a resource's or data source's type alone.
        "types": sorted(
            {kind for part in ("resource", "data") for one in _blocks(stack.get(part)) for kind in one}
        ),
        "lock": _text(directory / LOCK_FILE),
        "version": [terraform.flavour, *terraform.version],
        "cli_config": _text(cli_config),
    }
    return hashlib.sha256(json.dumps(depends_on, sort_keys=True).encode()).hexdigest()


def _stack(directory: Path) -> Mapping[str, JsonValue]:
    try:
        held = json.loads((directory / "cdk.tf.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def _blocks(node: JsonValue) -> list[dict[str, JsonValue]]:
    """Terraform's JSON lets a block be an object or a list of them."""
    return [one for one in (node if isinstance(node, list) else [node]) if isinstance(one, dict)]


def _links_stand(directory: Path) -> bool:
    """Whether each linked provider is still in the cache or mirror that it was linked from."""
    return all(link.exists() for link in (directory / ".terraform/providers").glob("*/*/*/*/*"))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        return ""
