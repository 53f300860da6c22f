"""Whatever form a child prints a value in, the value does not come through."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackyard.io.redact import MASK, Redactor

HOSTILE = [
    'pa"ss\\word',
    "two\nlines here",
    "${var.x}%{if}",
    "emoji \U0001f511 key",
    "<a&b>secret",
    "-var=abc",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_every_usual_encoding_is_masked(value: str) -> None:
    redact = Redactor([value])
    for form in (
        value,
        json.dumps(value),
        json.dumps(value, ensure_ascii=False),
        quote(value, safe=""),
        base64.b64encode(value.encode()).decode(),
    ):
        assert value not in redact(f"before {form} after")
        assert MASK in redact(f"before {form} after")


def test_a_value_inside_a_longer_one_leaves_no_half() -> None:
    redact = Redactor(["secret-a", "secret-a-and-more"])
    assert redact("secret-a-and-more") == MASK


def test_text_without_a_value_is_unchanged() -> None:
    assert Redactor(["hunter2-hunter2"])("nothing to see") == "nothing to see"


@given(st.text(min_size=6, max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_no_value_survives(value: str, before: str, after: str) -> None:
    shown = Redactor([value])(before + value + after)
    # What is left may contain it only where the mask itself spells it.
    assert value not in shown.replace(MASK, "\0") or value in MASK
