"""IPv4 ranges: reading them, keeping them apart, and cutting a network over its zones.

Plain rules: settings are checked by them too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Literal

from stackyard_constructs.properties import InvalidProperty

LARGEST_NETWORK = 16
"""A VPC's range is /16 at most: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"""

SMALLEST_NETWORK = 24
"""AWS's smallest subnet is /28, and a public subnet is a sixteenth of the network."""

WIDEST_ACCESS = 8
"""The widest range that may be let in: 10.0.0.0/8 is the largest private one (RFC 1918). Refusing 0.0.0.0/0
alone would let the same in as 0.0.0.0/1 and 128.0.0.0/1."""


Nat = Literal["none", "single", "per-zone"]
"""How private subnets reach the internet: not at all, through one gateway, or through one in each zone."""


@dataclass(frozen=True, slots=True)
class ZoneRanges:
    """The ranges of one availability zone: ``public`` a sixteenth of the network, ``private`` a quarter."""

    public: str
    private: str


def parse_range(text: str) -> IPv4Network:
    """The range that ``text`` writes, such as ``10.10.0.0/16``.

    Raises:
        InvalidProperty: not an IPv4 range, without a prefix length, or with bits set behind the prefix.
    """
    address, slash, prefix = text.partition("/")
    if not slash or not prefix.isdecimal():
        raise InvalidProperty(f"{text!r} is not an IPv4 range such as 10.10.0.0/16")
    try:
        network = IPv4Network(text, strict=False)
    except ValueError:
        raise InvalidProperty(f"{text!r} is not an IPv4 range such as 10.10.0.0/16") from None
    if str(network.network_address) != address:
        raise InvalidProperty(f"{text!r} has bits set behind its prefix; the range it lies in is {network}")
    return network


def parse_network_range(text: str) -> IPv4Network:
    """The range of a whole network.

    Raises:
        InvalidProperty: malformed, or larger or smaller than a VPC with three zones may be.
    """
    network = parse_range(text)
    if not LARGEST_NETWORK <= network.prefixlen <= SMALLEST_NETWORK:
        raise InvalidProperty(
            f"{text} does not fit a network: its prefix must be from /{LARGEST_NETWORK} to /{SMALLEST_NETWORK}"
        )
    return network


def parse_access_range(text: str) -> IPv4Network:
    """A range that may reach a database or a cache.

    Raises:
        InvalidProperty: malformed, or so wide that it amounts to the whole internet.
    """
    network = parse_range(text)
    if network.prefixlen < WIDEST_ACCESS:
        raise InvalidProperty(
            f"{text} is refused: it would let the internet in; "
            f"name the ranges that need access, each /{WIDEST_ACCESS} or narrower"
        )
    return network


def refuse_overlaps(ranges: Iterable[str]) -> None:
    """Check that no two ranges share an address.

    Raises:
        InvalidProperty: two do; both are named.
    """
    seen: list[IPv4Network] = []
    for network in map(parse_range, ranges):
        for other in seen:
            if network.overlaps(other):
                raise InvalidProperty(f"{network} overlaps {other}")
        seen.append(network)


def zone_ranges(cidr: str, zones: int) -> Sequence[ZoneRanges]:
    """Cut a network into the ranges of its zones.

    The first three quarters are the private subnets of up to three zones; the last quarter is cut into four
    again, for their public subnets and a reserve. A zone's ranges depend on its place in the list only:
    adding a third zone moves nothing.

    Args:
        cidr: the network's range, /16 to /24.
        zones: how many zones, 2 or 3.
    """
    quarters = list(parse_network_range(cidr).subnets(prefixlen_diff=2))
    sixteenths = list(quarters[3].subnets(prefixlen_diff=2))
    return [ZoneRanges(str(sixteenths[n]), str(quarters[n])) for n in range(zones)]


def check_zones(zones: Sequence[str]) -> Sequence[str]:
    """Check that ``zones`` are two or three, all different, and each named in full.

    Raises:
        InvalidProperty: they are not.
    """
    if len(zones) not in (2, 3):
        raise InvalidProperty(f"a network spreads over two or three availability zones; {len(zones)} given")
    if len(set(zones)) != len(zones):
        raise InvalidProperty(f"a zone is listed twice: {', '.join(zones)}")
    for zone in zones:
        if not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-\d[a-z]", zone):
            raise InvalidProperty(f"{zone!r} is not the full name of a zone, such as eu-central-1a")
    return zones
