from __future__ import annotations

from pathlib import Path

import pytest

from stackyard.errors import SecretsError
from stackyard.secrets.binding import bind, secret_texts
from stackyard.secrets.sops import JsonValue

FILE = Path("secrets/dev.tfvars.json")


def test_values_come_back_by_name_in_order() -> None:
    assert list(bind({"b": "longer", "a": {"x": ["one two"]}}, ["b", "a"], FILE)) == ["a", "b"]


def test_a_missing_and_an_undeclared_value_are_told_together_with_the_likely_name() -> None:
    with pytest.raises(SecretsError) as caught:
        bind({"databse_password": "hunter2-hunter2"}, ["database_password"], FILE)
    assert caught.value.where is not None
    assert caught.value.where.file == FILE
    assert caught.value.where.key == "database_password"
    assert caught.value.why == (
        "missing: database_password\nundeclared: databse_password (did you mean database_password?)"
    )
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "what", "key"),
    [
        (None, "a secret has no value", "pw"),
        ("", "a secret has no value", "pw"),
        ({}, "a secret has no value", "pw"),
        ({"x": ["fine, long", None]}, "a secret has no value", "pw.x.1"),
        ("abcde", "a secret is shorter than 6 characters", "pw"),
        ({"x": "hush"}, "a secret is shorter than 6 characters", "pw.x"),
    ],
)
def test_a_value_that_is_none_or_cannot_be_masked_is_refused(value: JsonValue, what: str, key: str) -> None:
    with pytest.raises(SecretsError) as caught:
        bind({"pw": value}, ["pw"], FILE)
    assert caught.value.what == what
    assert caught.value.where is not None
    assert caught.value.where.key == key
    assert "abcde" not in str(caught.value)
    assert "hush" not in str(caught.value)


def test_booleans_and_numbers_are_values() -> None:
    assert bind({"a": False, "b": 0}, ["a", "b"], FILE) == {"a": False, "b": 0}


def test_every_text_is_known_to_the_redactor_however_deep() -> None:
    values: dict[str, JsonValue] = {"a": "secret-1", "b": {"x": ["secret-2", 123456, 12, True, None]}}
    assert secret_texts(values) == ["secret-1", "secret-2", "123456"]
