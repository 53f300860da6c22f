"""The values in a secrets file, held against the variables that the stack declares: each must fit."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from stackyard.errors import Location, SecretsError
from stackyard.io.redact import SHORTEST
from stackyard.secrets.sops import JsonValue


def bind(values: Mapping[str, JsonValue], declared: Sequence[str], file: Path) -> dict[str, JsonValue]:
    """The values by variable name, in the order of the names.

    Args:
        values: what the file holds.
        declared: names of the stack's secret variables.
        file: the file, for messages.

    Raises:
        SecretsError: a value is missing, undeclared, null, empty, or too short to be masked in output.
    """
    missing = sorted(set(declared) - set(values))
    undeclared = sorted(set(values) - set(declared))
    if missing or undeclared:
        raise _misfit(missing, undeclared, declared, file)
    for name in sorted(values):
        for key, leaf in _leaves(values[name], name):
            _refuse_unusable(leaf, Location(file, key=key))
    return {name: values[name] for name in sorted(declared)}


def secret_texts(values: Mapping[str, JsonValue]) -> list[str]:
    """Every text in the values that must never be shown: strings, and numbers of as many digits."""
    texts: list[str] = []
    for name in values:
        for _, leaf in _leaves(values[name], name):
            if isinstance(leaf, str):
                texts.append(leaf)
            elif isinstance(leaf, (int, float)) and len(str(leaf)) >= SHORTEST:
                texts.append(str(leaf))
    return texts


def _misfit(missing: list[str], undeclared: list[str], declared: Sequence[str], file: Path) -> SecretsError:
    lines = [f"missing: {name}" for name in missing]
    for name in undeclared:
        close = difflib.get_close_matches(name, declared, n=1)
        lines.append(f"undeclared: {name}" + (f" (did you mean {close[0]}?)" if close else ""))
    return SecretsError(
        "the secrets file does not fit the variables that the stack declares",
        where=Location(file, key=(missing + undeclared)[0]),
        why="\n".join(lines),
        next_step="`sops edit` the file: one value for each declared variable, and no other",
    )


def _refuse_unusable(leaf: JsonValue, where: Location) -> None:
    if leaf is None or leaf in ("", [], {}):
        raise SecretsError(
            "a secret has no value",
            where=where,
            next_step="`sops edit` the file and give it one, or take the variable out of the stack",
        )
    if isinstance(leaf, str) and len(leaf) < SHORTEST:
        raise SecretsError(
            f"a secret is shorter than {SHORTEST} characters",
            where=where,
            why="a text that short cannot be masked in what Terraform prints without garbling all of it",
            next_step="choose a longer one",
        )


def _leaves(value: JsonValue, path: str) -> Iterator[tuple[str, JsonValue]]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}")
    elif isinstance(value, list) and value:
        for number, item in enumerate(value):
            yield from _leaves(item, f"{path}.{number}")
    else:
        yield path, value
