"""What DNS and Route 53 ask of names and records. Plain rules: settings are checked by them too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from stackyard_constructs.properties import InvalidProperty

RecordType = Literal["A", "AAAA", "CAA", "CNAME", "MX", "TXT"]
"""The types that an environment may declare. NS and SOA come with the zone."""

DEFAULT_TTL = 300
"""Seconds; long enough to be cached, short enough to move a service within minutes."""

_LONGEST_TTL = 2**31 - 1  # RFC 2181, section 8
_LONGEST_STRING = 255  # of a TXT record: RFC 1035, section 3.3
_LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"


def check_domain(name: str) -> str:
    """Check that ``name`` is a domain of at least two labels, in lower case.

    Raises:
        InvalidProperty: it is not.
    """
    if len(name) > 253 or not re.fullmatch(rf"({_LABEL}\.)+{_LABEL}", name):
        raise InvalidProperty(f"{name!r} is not a domain in lower case, such as dev.example.com")
    return name


def check_record(host: str, type: RecordType, values: Sequence[str], ttl: int = DEFAULT_TTL) -> None:
    """Check what DNS asks of a record; see :class:`~stackyard_constructs.aws.record.Record`.

    Raises:
        InvalidProperty: the first thing that is wrong.
    """
    if host != "@" and not re.fullmatch(rf"(\*|{_LABEL})(\.{_LABEL})*", host):
        raise InvalidProperty(f"{host!r} is not a name within a zone, such as www, * or @")
    if not values:
        raise InvalidProperty(f"the {type} record of {host!r} has no value")
    if not 0 <= ttl <= _LONGEST_TTL:
        raise InvalidProperty(f"a TTL lies between 0 and {_LONGEST_TTL} seconds; {ttl} given")
    if type == "CNAME" and host == "@":
        raise InvalidProperty("the zone itself cannot be a CNAME (RFC 1034, section 3.6.2): use an A record")
    if type == "CNAME" and len(values) > 1:
        raise InvalidProperty(f"the CNAME record of {host!r} has {len(values)} values; it can have one")


def text_record(value: str) -> str:
    r"""A text in the form that the AWS provider expects: it adds the outer quotes, we the inner escapes.

    A text over 255 characters is cut into several strings, which DNS's readers join again.

    Raises:
        InvalidProperty: a character outside printable ASCII, which a TXT record cannot carry as written.
    """
    if not all(" " <= character <= "~" for character in value):
        raise InvalidProperty("a TXT record carries printable ASCII only")
    pieces = [value[n : n + _LONGEST_STRING] for n in range(0, len(value), _LONGEST_STRING)] or [""]
    return '" "'.join(piece.replace("\\", "\\\\").replace('"', '\\"') for piece in pieces)
