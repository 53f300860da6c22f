"""Values become HCL text that reads back as the same values."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackyard.errors import TerraformError
from stackyard.terraform.variables import JsonValue, hcl_text


def unescaped(text: str) -> str:
    """What HCL makes of a quoted template without interpolations, per its specification."""
    plain = text.replace("$${", "${").replace("%%{", "%{")
    return str(json.loads(f'"{plain}"'))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back(text: str) -> None:
    line = hcl_text({"a": text})
    quoted = re.fullmatch(r'a = "(.*)"\n', line)
    assert quoted is not None  # One line, whatever ends of lines the text holds.
    body = quoted[1]
    assert not re.search(r"(?<!\$)\$\{", body) or "$${" in body
    assert unescaped(body) == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "null"),
        (True, "true"),
        (0, "0"),
        (1.5, "1.5"),
        (10**30, "1" + "0" * 30),
        ('a"b\\', '"a\\"b\\\\"'),
        ("${x} %{if}", '"$${x} %%{if}"'),
        ("\x00\x7f\u2028", '"\\u0000\\u007f\\u2028"'),
        ([1, "a", []], '[1, "a", []]'),
        ({"b": 1, "a": {"${": True}}, '{"a" = {"$${" = true}, "b" = 1}'),
    ],
)
def test_each_kind(value: JsonValue, expected: str) -> None:
    assert hcl_text({"x": value}) == f"x = {expected}\n"


def test_sorted_by_name() -> None:
    assert hcl_text({"b": 1, "a": 2}) == "a = 2\nb = 1\n"


@pytest.mark.parametrize("name", ["", "1a", "a b", "a\nb", "a=1\nb"])
def test_ill_formed_names_are_refused(name: str) -> None:
    with pytest.raises(TerraformError):
        hcl_text({name: "v"})


def test_half_a_surrogate_pair_is_refused_without_the_value() -> None:
    with pytest.raises(TerraformError) as caught:
        hcl_text({"password": "geheim\ud800"})
    assert "password" in str(caught.value)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_numbers_that_json_lacks_are_refused(number: float) -> None:
    with pytest.raises(TerraformError):
        hcl_text({"x": number})
