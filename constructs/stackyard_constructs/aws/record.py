"""A record in a DNS zone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from constructs import Construct
from stackyard_constructs.bindings.aws import Route53Record

from stackyard_constructs.properties import InvalidProperty

RecordType = Literal["A", "AAAA", "CAA", "CNAME", "MX", "TXT"]
"""The types that an environment may declare. NS and SOA come with the zone."""

DEFAULT_TTL = 300
"""Seconds; long enough to be cached, short enough to move a service within minutes."""

_LONGEST_TTL = 2**31 - 1  # RFC 2181, section 8
_LONGEST_STRING = 255  # of a TXT record: RFC 1035, section 3.3
_LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"


class Record(Construct):
    """A name in a zone and what it answers.

    Args:
        zone: the zone's domain.
        zone_id: reference to the zone's id.
        host: the name within the zone; ``@`` for the zone itself, ``*`` for all that has no own record.
        type: the record's type.
        values: one or more answers: addresses, names or texts. A text is written plainly, without the
            quotes that DNS puts around it.
        ttl: seconds that resolvers may keep the answer. Default: 300.

    Raises:
        InvalidProperty: DNS or Route 53 knows no such record.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        zone: str,
        zone_id: str,
        host: str,
        type: RecordType,
        values: Sequence[str],
        ttl: int = DEFAULT_TTL,
    ) -> None:
        super().__init__(scope, id)
        check_record(host, type, values, ttl)
        self.name = zone if host == "@" else f"{host}.{zone}"
        """The full name."""
        Route53Record(
            self,
            "record",
            zone_id=zone_id,
            name=self.name,
            type=type,
            ttl=ttl,
            records=[text_record(value) for value in values] if type == "TXT" else list(values),
        )


def check_domain(name: str) -> str:
    """Check that ``name`` is a domain of at least two labels, in lower case.

    Raises:
        InvalidProperty: it is not.
    """
    if len(name) > 253 or not re.fullmatch(rf"({_LABEL}\.)+{_LABEL}", name):
        raise InvalidProperty(f"{name!r} is not a domain in lower case, such as dev.example.com")
    return name


def check_record(host: str, type: RecordType, values: Sequence[str], ttl: int = DEFAULT_TTL) -> None:
    """Check what DNS asks of a record; see :class:`Record`.

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
