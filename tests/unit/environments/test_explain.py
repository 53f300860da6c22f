"""Each value with the file, line and layer it came from, and what it overrode."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from stackyard.environments.explain import Explanation, explain, render
from stackyard.environments.layers import LayerFiles
from stackyard.errors import UsageError

Project = Callable[..., Path]


def told(found: list[Explanation]) -> list[tuple[object, ...]]:
    return [
        (
            one.key,
            *((s.value, f"{s.where.file.name}:{s.where.line}", s.layer) for s in (one.said, *one.overrode)),
        )
        for one in found
    ]


@pytest.fixture
def root(project: Project) -> Path:
    return project(
        base="target: aws\nnetwork:\n  cidr: 10.0.0.0/16\n  zones: [a, b]\n",
        eu="extends: base\nnetwork:\n  zones: [c]\n",
        dev="extends: eu\nnetwork:\n  zones: [d]\ntags: {}\n",
    )


def test_every_value_with_its_history_latest_first(root: Path) -> None:
    assert told(explain(LayerFiles(root).resolve("dev"))) == [
        ("target", ("aws", "base.yaml:1", "base")),
        ("network.cidr", ("10.0.0.0/16", "base.yaml:3", "base")),
        (
            "network.zones",
            (["d"], "dev.yaml:3", "dev"),
            (["c"], "eu.yaml:3", "eu"),
            (["a", "b"], "base.yaml:4", "base"),
        ),
        ("tags", ({}, "dev.yaml:4", "dev")),
    ]


def test_one_key_and_all_below_it(root: Path) -> None:
    resolution = LayerFiles(root).resolve("dev")
    assert [one.key for one in explain(resolution, "network")] == ["network.cidr", "network.zones"]
    assert [one.key for one in explain(resolution, "network.cidr")] == ["network.cidr"]


@pytest.mark.parametrize(("key", "hint"), [("network.cdir", "network.cidr"), ("netwrk", "network")])
def test_a_key_that_nobody_sets(root: Path, key: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        explain(LayerFiles(root).resolve("dev"), key)
    assert str(caught.value) == (
        f"no layer of dev sets {key!r}\n"
        "  why:  keys that are left out have the default of the model, which `stackyard env show` shows\n"
        f"  next: did you mean {hint!r}?"
    )


def test_a_map_that_replaces_a_single_value_says_so(project: Project) -> None:
    root = project(base="cache: none\n", dev="extends: base\ncache: {nodes: 2}\n")
    assert told(explain(LayerFiles(root).resolve("dev"))) == [
        ("cache", ({"nodes": 2}, "dev.yaml:2", "dev"), ("none", "base.yaml:1", "base")),
        ("cache.nodes", (2, "dev.yaml:2", "dev")),
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a b", "a b"),
        ("", '""'),
        (" a", '" a"'),
        ("a\nb", '"a\\nb"'),
        (None, "null"),
        (True, "true"),
        (["é"], '["é"]'),
    ],
)
def test_values_fit_on_a_line(value: str | list[object] | None, shown: str) -> None:
    assert render(value) == shown  # type: ignore[arg-type]
