"""What an unquoted YAML scalar reads as, and which ones are refused because readers disagree.

YAML 1.1 (PyYAML, Go's yaml.v2, Ansible) and YAML 1.2 (editors, ``yq``, Go's yaml.v3) read the forms below
differently: https://yaml.org/spec/1.2.2/ext/changes/. A value that two tools read as two things is no source
of truth, so each of them must be quoted or written in another way.
"""

from __future__ import annotations

import re

Scalar = str | int | float | bool | None

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_SWITCHES = frozenset({"yes", "no", "on", "off", "y", "n"})
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+")
LONGEST_NUMBER = 4000
"""Digits; Python itself refuses to read integers of more than 4300 (CVE-2020-10735)."""

_REFUSED = {
    r"[-+]?0[0-9_]+": "a number with a leading 0 is octal to some readers and decimal to others",
    r"[-+]?0[xob][0-9a-fA-F_]+": "readers differ on hexadecimal, octal and binary numbers",
    r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?": "digits with colons are base 60 to some readers",
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?": "a date is a timestamp to some readers",
    r"[-+]?[0-9]+_[0-9_]*(?:\.[0-9_]*)?": "digits with underscores are a number to some readers only",
    r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]+": "a number with an exponent is text to some readers",
    r"[-+]?(?:[0-9]+\.|\.[0-9]+|0[0-9]+\.[0-9]*)": "a decimal number has digits on both sides of its point",
    r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)": "JSON, which Terraform reads, has no such number",
}
_PATTERNS = tuple((re.compile(pattern), reason) for pattern, reason in _REFUSED.items())


class AmbiguousScalar(ValueError):  # noqa: N818 - says what it is
    """An unquoted scalar that two readers of YAML read as two things; ``str()`` is the reason."""


def read_plain(text: str) -> Scalar:
    """The value of an unquoted scalar.

    Raises:
        AmbiguousScalar: readers of YAML disagree about it.
    """
    if text in _NULLS:
        return None
    if text in _BOOLS:
        return _BOOLS[text]
    # Most values are words: none of the numeric forms starts with a letter.
    if text[0].isalpha():
        if text.lower() in _SWITCHES:
            raise AmbiguousScalar(f"{text} is true or false to some readers and text to others")
        return text
    if len(text) <= LONGEST_NUMBER:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
    for pattern, reason in _PATTERNS:
        if pattern.fullmatch(text):
            raise AmbiguousScalar(reason)
    return text
