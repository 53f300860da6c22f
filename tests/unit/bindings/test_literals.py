"""Escaping and refusing, as far as it needs no framework."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackyard.errors import Location, SynthesisError
from stackyard.literals import escape, literal, refuse_tokens

TOKEN = "${TfToken[TOKEN.7]}"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain", "plain"),
        ("${a}", "$${a}"),
        ("%{if a}", "%%{if a}"),
        ("$${a}", "$$${a}"),
        ("{$}", "{$}"),
        (TOKEN, TOKEN),
        (f"{TOKEN}-${{a}}-{TOKEN}", f"{TOKEN}-$${{a}}-{TOKEN}"),
        (f"%{TOKEN}", f"%{TOKEN}"),
        # `$${` would be read as an escape, and the reference lost.
        (f"${TOKEN}", f'${{"$"}}{TOKEN}'),
        (f"a$$ $${TOKEN}$", f'a$$ ${{"$$"}}{TOKEN}$'),
        ("${TfToken[not one]}", "$${TfToken[not one]}"),
        ("#{TfToken[TOKEN.1]}", "#{TfToken[TOKEN.1]}"),
    ],
)
def test_all_but_tokens_is_escaped(text: str, escaped: str) -> None:
    assert escape(text) == escaped


def test_plain_text_is_its_own_literal() -> None:
    assert literal('a "b" {c} é\n') == 'a "b" {c} é\n'


def test_a_literal_with_a_token_is_refused_without_showing_it() -> None:
    with pytest.raises(SynthesisError) as refused:
        literal(f"hunter2{TOKEN}")
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ({"a": {"b": [0, TOKEN]}}, "a.b.1"),
        ({"a": {TOKEN: 1}}, "a"),
        ({"a": "x#{TfToken[TOKEN.1]}"}, "a"),
        ({"a": -1.8881545897087503e289}, "a"),
    ],
)
def test_token_marks_are_refused_wherever_they_stand(value: object, key: str) -> None:
    with pytest.raises(SynthesisError) as refused:
        refuse_tokens(value, Location(Path("dev.yaml")))
    assert refused.value.where == Location(Path("dev.yaml"), None, key)


def test_plain_data_passes() -> None:
    refuse_tokens({"a": ["${b}", 1, -1e300 * 0, True, None], "TfToken[": "${ TfToken["})
