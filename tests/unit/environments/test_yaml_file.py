"""What an environment file may not hold, each with the whole message that the user reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stackyard.environments.nodes import MapNode, plain
from stackyard.environments.yaml_file import DEEPEST, LARGEST, parse_yaml, read_yaml
from stackyard.errors import EnvironmentFileError, Location

FILE = Path("environments/dev.yaml")
LAYER = "put what is shared into a layer, and name it in `extends`"
NO_ANCHORS = f"anchors and aliases (`&`, `*`) are not supported\n  next: {LAYER}; quote text that starts so"


def refusal(text: str) -> str:
    with pytest.raises(EnvironmentFileError) as caught:
        parse_yaml(text, FILE)
    return str(caught.value)


def refusal_of_bytes(folder: Path, data: bytes) -> str:
    (folder / "dev.yaml").write_bytes(data)
    with pytest.raises(EnvironmentFileError) as caught:
        read_yaml(folder / "dev.yaml", FILE)
    return str(caught.value)


def test_values_and_their_places() -> None:
    tree = parse_yaml(
        'target: aws\nnetwork:\n  zones:\n    - a\n    - "b"\n  nat: true\nnodes: -2\nratio: 0.5\n', FILE
    )
    assert plain(tree) == {
        "target": "aws",
        "network": {"zones": ["a", "b"], "nat": True},
        "nodes": -2,
        "ratio": 0.5,
    }
    network = tree.entries["network"]
    assert isinstance(network, MapNode)
    assert str(network.entries["nat"].location) == "environments/dev.yaml:6 (network.nat)"
    zones = network.entries["zones"]
    assert str(zones.location) == "environments/dev.yaml:3 (network.zones)"
    assert [str(item.location) for item in zones.items] == [  # type: ignore[union-attr]
        "environments/dev.yaml:4 (network.zones[0])",
        "environments/dev.yaml:5 (network.zones[1])",
    ]


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n", "~\n"])
def test_a_file_without_values_is_an_empty_map(text: str) -> None:
    assert plain(parse_yaml(text, FILE)) == {}


def test_duplicate_key() -> None:
    assert refusal("network:\n  cidr: 10.0.0.0/16\n  zones: []\n  cidr: 10.1.0.0/16\n") == (
        "environments/dev.yaml:4 (network.cidr): the key 'cidr' stands twice\n"
        "  why:  it is set first in line 2; readers differ on which one counts\n"
        "  next: keep one of the two"
    )


def test_duplicate_key_in_other_quotes() -> None:
    assert refusal("a: 1\n'a': 2\n").startswith("environments/dev.yaml:2 (a): the key 'a' stands twice")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("network:\n\tcidr: 10.0.0.0/16\n", 2),
        ("network:\n  cidr: 10.0.0.0/16\n \tnat: none\n", 3),
        ("zones: [\n\ta\n]\n", 2),
        ("note: one\n\ttwo\n", 2),
    ],
)
def test_tab(text: str, line: int) -> None:
    assert refusal(text) == (
        f"environments/dev.yaml:{line}: the line is indented with a tab\n"
        "  why:  YAML allows spaces only\n"
        "  next: replace the tab by spaces"
    )


def test_a_tab_inside_of_a_text_belongs_to_it() -> None:
    assert plain(parse_yaml("make: |\n  all:\n  \techo\nother: a\tb\n", FILE)) == {
        "make": "all:\n\techo\n",
        "other": "a\tb",
    }


def test_a_tab_after_a_text_is_no_part_of_it() -> None:
    assert "dev.yaml:3: the line is indented with a tab" in refusal("make: |\n  all\n\tother: 1\n")


def test_anchor_bomb() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
    assert refusal(bomb) == f"environments/dev.yaml:1 (a): {NO_ANCHORS}"


def test_alias() -> None:
    assert refusal("a: *nothing\n") == f"environments/dev.yaml:1 (a): {NO_ANCHORS}"


def test_anchor_on_a_key() -> None:
    assert refusal("x:\n  &k a: 1\n") == f"environments/dev.yaml:2 (x): {NO_ANCHORS}"


def test_merge_key() -> None:
    assert refusal("a:\n  <<: {b: 1}\n") == (
        f"environments/dev.yaml:2 (a): merge keys (`<<`) are not supported\n  next: {LAYER}"
    )


@pytest.mark.parametrize(
    "text", ['x: !!python/object/apply:os.system ["true"]\n', "x: !!str 1\n", "x: ! 1\n"]
)
def test_tag(text: str) -> None:
    message = refusal(text)
    assert message.startswith("environments/dev.yaml:1 (x): tags such as ")
    assert message.endswith("next: remove the tag; put text that starts with ! in quotes")


@pytest.mark.parametrize(
    ("text", "why", "next_step"),
    [
        (
            "0123",
            "a number with a leading 0 is octal to some readers and decimal to others",
            'write "0123" in quotes for the text, or as a plain decimal number',
        ),
        (
            "yes",
            "yes is true or false to some readers and text to others",
            'write true, or "yes" in quotes for the text',
        ),
        (
            "Off",
            "Off is true or false to some readers and text to others",
            'write false, or "Off" in quotes for the text',
        ),
        (
            "2026-07-01",
            "a date is a timestamp to some readers",
            'write "2026-07-01" in quotes for the text, or as a plain decimal number',
        ),
        (
            "12:30",
            "digits with colons are base 60 to some readers",
            'write "12:30" in quotes for the text, or as a plain decimal number',
        ),
        (
            "12e4",
            "a number with an exponent is text to some readers",
            'write "12e4" in quotes for the text, or as a plain decimal number',
        ),
    ],
)
def test_look_alikes(text: str, why: str, next_step: str) -> None:
    assert refusal(f"version:\n  app: {text}\n") == (
        f"environments/dev.yaml:2 (version.app): {text} must be written in another way\n"
        f"  why:  {why}\n"
        f"  next: {next_step}"
    )
    assert plain(parse_yaml(f'version: "{text}"\n', FILE)) == {"version": text}


@pytest.mark.parametrize(
    "text",
    ["on", "n", "NO", "0x1F", "1_000", "1.", ".5", ".inf", ".NaN", "-01", "007.5", "2026-1-1 10:00:00"],
)
def test_further_look_alikes(text: str) -> None:
    assert "must be written in another way" in refusal(f"x: {text}\n")


@pytest.mark.parametrize(
    "text", ["10.0.0.0/16", "16.4.1", "db.t4g.micro", "-a", "nope", "2026-07", "a:b", "0.0.0.0", "1.2.3"]
)
def test_words_that_need_no_quotes(text: str) -> None:
    assert plain(parse_yaml(f"x: {text}\n", FILE)) == {"x": text}


def test_a_number_too_long_to_read_is_text() -> None:
    assert plain(parse_yaml(f"x: {'9' * 5000}\n", FILE)) == {"x": "9" * 5000}


def test_switch_as_key() -> None:
    assert "environments/dev.yaml:1 (on): on must be written in another way" in refusal("on: push\n")


def test_number_as_key() -> None:
    assert refusal("tags:\n  1: a\n") == (
        'environments/dev.yaml:2 (tags): a key must be text, and 1 is not\n  next: write it in quotes: "1"'
    )


def test_list_as_key() -> None:
    assert "dev.yaml:1: a key must be text" in refusal("? [a, b]\n: 1\n")


@pytest.mark.parametrize(("text", "kind"), [("- a\n- b\n", "a list"), ("aws\n", "a single value")])
def test_no_map_at_the_top(text: str, kind: str) -> None:
    assert refusal(text) == (
        f"environments/dev.yaml:1: the file holds {kind} where keys with values are meant\n"
        "  next: write `key: value` lines, such as `target: aws`"
    )


def test_two_documents() -> None:
    assert refusal("a: 1\n---\nb: 2\n") == (
        "environments/dev.yaml:2: the file holds more than one document\n"
        "  next: keep one; remove the line `---`"
    )


def test_byte_order_mark(tmp_path: Path) -> None:
    assert refusal_of_bytes(tmp_path, b"\xef\xbb\xbfa: 1\n") == (
        "environments/dev.yaml:1: the file starts with a byte order mark\n"
        "  next: save it as UTF-8 without BOM"
    )


def test_not_utf8(tmp_path: Path) -> None:
    assert refusal_of_bytes(tmp_path, b"a: 1\nb: caf\xe9\n") == (
        "environments/dev.yaml:2: the file is not UTF-8\n"
        "  why:  byte 0xe9 starts no UTF-8 character\n"
        "  next: save it as UTF-8"
    )


def test_too_large(tmp_path: Path) -> None:
    assert refusal_of_bytes(tmp_path, b"#" * (LARGEST + 1)) == (
        "environments/dev.yaml: the file is larger than 1 MiB\n"
        "  next: an environment file holds settings only; move data elsewhere"
    )


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFileError, match="the file cannot be read"):
        read_yaml(tmp_path / "dev.yaml", FILE)


@pytest.mark.parametrize("text", ["a: " + "[" * 100_000, "a: " + "[" * DEEPEST + "]" * DEEPEST])
def test_too_deep(text: str) -> None:
    message = refusal(text + "\n")
    assert f"nested deeper than {DEEPEST} levels" in message
    assert message.endswith("next: make the file flatter")


@pytest.mark.parametrize(
    ("text", "line"), [("a: [1\nb: 2\n", 2), ("a: 'open\n", 2), ("a: b: c\n", 1), ("a: \x01\n", 1)]
)
def test_bad_syntax_names_the_line_and_quotes_nothing(text: str, line: int) -> None:
    message = refusal(text)
    assert message.startswith(f"environments/dev.yaml:{line}: the file is not YAML\n  why:  ")
    assert "open" not in message


def test_positions_count_characters() -> None:
    text = 'é: "ü"\nb: {ç: "ö"}\n'
    inner = parse_yaml(text, FILE).entries["b"]
    assert isinstance(inner, MapNode)
    node = inner.entries["ç"]
    assert text[slice(*node.span)] == '"ö"'  # type: ignore[union-attr]
    assert inner.flow


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="ab:-[]{}\n \t'\"|>&*!<#?,%@\\01.é\x00\u2028\r", max_size=40))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    outcome: object
    try:
        outcome = plain(parse_yaml(text, FILE))
    except EnvironmentFileError as refused:
        outcome = refused.where
    assert isinstance(outcome, (dict, Location))
