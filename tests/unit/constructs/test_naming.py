import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackyard_constructs.naming import CACHE, DATABASE, DATABASE_SNAPSHOT, physical_name
from stackyard_constructs.properties import InvalidProperty

names = st.from_regex(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?", fullmatch=True)


def test_a_name_that_fits_is_kept() -> None:
    assert physical_name(DATABASE, "dev", "database") == "dev-database"


def test_a_long_name_is_cut_and_ends_in_a_hash() -> None:
    name = physical_name(CACHE, "e" * 63, "cache")
    assert len(name) == 50
    assert re.fullmatch(r"e{41}-[0-9a-f]{8}", name)


def test_long_names_that_differ_in_their_tails_stay_two() -> None:
    assert physical_name(CACHE, "e" * 60 + "-a", "cache") != physical_name(CACHE, "e" * 60 + "-b", "cache")


def test_hyphens_side_by_side_make_another_name() -> None:
    # RDS and ElastiCache refuse them, an environment's name may have them.
    name = physical_name(DATABASE, "a--b", "database")
    assert re.fullmatch(r"a-b-database-[0-9a-f]{8}", name)
    assert name != physical_name(DATABASE, "a-b", "database")


@given(environment=names)
def test_every_environment_gets_a_name_that_the_strictest_kind_accepts(environment: str) -> None:
    name = physical_name(CACHE, environment, "cache")
    assert re.fullmatch(r"[a-z]([a-z0-9]|-(?!-)){0,48}[a-z0-9]", name)


@given(one=names, other=names)
def test_two_environments_never_share_a_name(one: str, other: str) -> None:
    same = physical_name(CACHE, one, "cache") == physical_name(CACHE, other, "cache")
    assert same == (one == other)


def test_a_part_that_no_kind_permits_is_refused() -> None:
    with pytest.raises(InvalidProperty, match="'My_DB' cannot be part of the name of a database"):
        physical_name(DATABASE, "dev", "My_DB")


def test_a_leading_digit_is_refused() -> None:
    with pytest.raises(InvalidProperty, match="the name of a database snapshot must begin with a letter"):
        physical_name(DATABASE_SNAPSHOT, "1st", "database")
