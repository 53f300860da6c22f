"""Outputs of an environment, from ``terraform output -json`` or from a plan that changes nothing."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

from stackyard.errors import TerraformError
from stackyard.terraform.variables import JsonValue

STATE_VERSION = 4
"""The only version of the state's format that Terraform has written since 0.12."""


@dataclass(frozen=True, slots=True)
class Output:
    """One output.

    Args:
        value: as Terraform holds it.
        sensitive: whether it must not be shown.
    """

    value: JsonValue
    sensitive: bool

    def __repr__(self) -> str:
        return f"Output({'(sensitive)' if self.sensitive else repr(self.value)})"


def read_outputs(text: str) -> dict[str, Output]:
    """What ``terraform output -json`` printed, by name.

    Raises:
        TerraformError: it is not what that command prints.
    """
    try:
        return _outputs(json.loads(text))
    except ValueError:
        raise TerraformError("Terraform described the outputs in no JSON") from None


def outputs_in_plan_file(file: Path) -> dict[str, Output] | None:
    """The outputs in the state that a plan was made against; ``None`` where they cannot be read.

    It saves the half second that ``terraform output`` takes. The inside of a plan file is not documented, so
    whatever is not as expected (OpenTofu may encrypt it) is no error: the caller asks Terraform.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            state = json.loads(packed.read("tfstate-prev"))
        if state["version"] != STATE_VERSION:
            return None
        return _outputs(state["outputs"])
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return None


def _outputs(document: JsonValue) -> dict[str, Output]:
    if not isinstance(document, dict):
        raise ValueError("not an object")
    found = {}
    for name, one in sorted(document.items()):
        if not isinstance(one, dict) or "value" not in one:
            raise ValueError(f"output {name} has no value")
        found[name] = Output(one["value"], sensitive=bool(one.get("sensitive", False)))
    return found
