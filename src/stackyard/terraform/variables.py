"""Values of variables as the text of a ``.tfvars`` file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from stackyard.errors import TerraformError

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_LINE_SEPARATORS = "\x7f\x85\u2028\u2029"
"""Not controls to ``str < " "``, but ends of lines or invisible to some readers of the text."""


def hcl_text(values: Mapping[str, JsonValue]) -> str:
    """One ``name = value`` line for each value, sorted by name, in HCL's native syntax.

    The native syntax is asked for by ``-var-file`` unless the file's name ends in ``.json``, which that of
    an inherited pipe does not. Source of the escapes: HCL's specification of quoted templates.

    Raises:
        TerraformError: a name that Terraform does not take, or half of a surrogate pair in a text.
    """
    lines = []
    for name, value in sorted(values.items()):
        if not _IDENTIFIER.match(name):
            raise TerraformError(f"{name!r} is not a name of a Terraform variable")
        try:
            lines.append(f"{name} = {_expression(value)}\n")
        except UnicodeEncodeError:
            # Without the value: it may be a secret.
            raise TerraformError(
                f"the value of variable {name!r} is not text", why="it holds half of a surrogate pair"
            ) from None
    return "".join(lines)


def _expression(value: JsonValue) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list):
        return "[" + ", ".join(_expression(item) for item in value) + "]"
    pairs = (f"{_quoted(key)} = {_expression(item)}" for key, item in sorted(value.items()))
    return "{" + ", ".join(pairs) + "}"


def _number(value: int | float) -> str:
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        raise TerraformError("a variable's value is not a finite number")
    return repr(value)


def _quoted(text: str) -> str:
    text.encode()  # Raises for half of a surrogate pair, which no UTF-8 text can hold.
    escaped = "".join(_character(character) for character in text)
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'


def _character(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if character < " " or character in _LINE_SEPARATORS:
        return f"\\u{ord(character):04x}"
    return character
