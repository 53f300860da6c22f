from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackyard_constructs.addresses import (
    check_zones,
    parse_access_range,
    parse_network_range,
    parse_range,
    refuse_overlaps,
    zone_ranges,
)
from stackyard_constructs.properties import InvalidProperty


@pytest.mark.parametrize(
    "text",
    ["", "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "10.0.0.256/32", "10.0.0.0/255.0.0.0", "::/0", "10.0.0.0/-1"],
)
def test_a_malformed_range_is_refused(text: str) -> None:
    with pytest.raises(InvalidProperty) as caught:
        parse_range(text)
    assert str(caught.value) == f"{text!r} is not an IPv4 range such as 10.10.0.0/16"


def test_bits_behind_the_prefix_are_refused_and_the_range_meant_is_named() -> None:
    with pytest.raises(InvalidProperty) as caught:
        parse_range("10.10.1.0/16")
    assert str(caught.value) == (
        "'10.10.1.0/16' has bits set behind its prefix; the range it lies in is 10.10.0.0/16"
    )


@pytest.mark.parametrize("text", ["10.0.0.0/15", "10.0.0.0/25"])
def test_a_network_too_large_or_too_small_is_refused(text: str) -> None:
    with pytest.raises(InvalidProperty) as caught:
        parse_network_range(text)
    assert str(caught.value) == f"{text} does not fit a network: its prefix must be from /16 to /24"


@pytest.mark.parametrize("text", ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/7"])
def test_the_internet_is_refused(text: str) -> None:
    with pytest.raises(InvalidProperty) as caught:
        parse_access_range(text)
    assert str(caught.value) == (
        f"{text} is refused: it would let the internet in; name the ranges that need access, each /8 or narrower"
    )


def test_a_private_range_and_a_single_address_are_let_in() -> None:
    assert str(parse_access_range("10.0.0.0/8")) == "10.0.0.0/8"
    assert str(parse_access_range("203.0.113.7/32")) == "203.0.113.7/32"


def test_overlapping_ranges_are_refused_and_both_named() -> None:
    with pytest.raises(InvalidProperty) as caught:
        refuse_overlaps(["10.0.0.0/8", "192.168.0.0/16", "10.10.0.0/16"])
    assert str(caught.value) == "10.10.0.0/16 overlaps 10.0.0.0/8"


def test_neighbouring_ranges_do_not_overlap() -> None:
    refuse_overlaps(["10.0.0.0/9", "10.128.0.0/9"])


def test_the_cut_of_a_network_is_fixed() -> None:
    # Other numbers here would replace the subnets of every environment that stands.
    assert [(z.public, z.private) for z in zone_ranges("10.10.0.0/16", 3)] == [
        ("10.10.192.0/20", "10.10.0.0/18"),
        ("10.10.208.0/20", "10.10.64.0/18"),
        ("10.10.224.0/20", "10.10.128.0/18"),
    ]


@given(prefix=st.integers(16, 24), number=st.integers(0, 2**32 - 1))
def test_subnets_lie_in_the_network_apart_and_no_smaller_than_aws_permits(prefix: int, number: int) -> None:
    network = IPv4Network((number >> (32 - prefix) << (32 - prefix), prefix))
    subnets = [IPv4Network(r) for z in zone_ranges(str(network), 3) for r in (z.public, z.private)]
    assert all(subnet.subnet_of(network) and subnet.prefixlen <= 28 for subnet in subnets)
    refuse_overlaps(map(str, subnets))


def test_a_third_zone_moves_nothing() -> None:
    assert zone_ranges("10.0.0.0/20", 3)[:2] == zone_ranges("10.0.0.0/20", 2)


@pytest.mark.parametrize(
    ("zones", "message"),
    [
        (["eu-central-1a"], "a network spreads over two or three availability zones; 1 given"),
        (
            [f"eu-central-1{z}" for z in "abcd"],
            "a network spreads over two or three availability zones; 4 given",
        ),
        (["eu-central-1a", "eu-central-1a"], "a zone is listed twice: eu-central-1a, eu-central-1a"),
        (["a", "b"], "'a' is not the full name of a zone, such as eu-central-1a"),
    ],
)
def test_zones_that_make_no_network_are_refused(zones: list[str], message: str) -> None:
    with pytest.raises(InvalidProperty) as caught:
        check_zones(zones)
    assert str(caught.value) == message


def test_zones_of_long_region_names_are_known() -> None:
    assert check_zones(["us-gov-west-1a", "ap-southeast-2c"])
