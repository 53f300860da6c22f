"""Which layers an environment has, in which order they count, and how they merge."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackyard.environments.layers import Branch, LayerFiles, Value, find, plain_tree
from stackyard.environments.nodes import Plain
from stackyard.errors import EnvironmentFileError

Project = Callable[..., Path]


def resolved(root: Path, name: str = "dev") -> Plain:
    return plain_tree(LayerFiles(root).resolve(name).tree)


def refusal(root: Path, name: str = "dev") -> str:
    with pytest.raises(EnvironmentFileError) as caught:
        LayerFiles(root).resolve(name)
    return str(caught.value)


def test_maps_merge_and_lists_replace(project: Project) -> None:
    root = project(
        base="network: {cidr: 10.0.0.0/16, zones: [a, b]}\ntags: {team: one}\n",
        dev="extends: base\nnetwork: {zones: [c]}\ntags: {cost: two}\n",
    )
    assert resolved(root) == {
        "network": {"cidr": "10.0.0.0/16", "zones": ["c"]},
        "tags": {"team": "one", "cost": "two"},
    }


def test_null_takes_away_and_a_map_can_follow(project: Project) -> None:
    root = project(
        base="cache: {nodes: 2}\nregion: a\n",
        eu="extends: base\ncache: null\nregion: {name: b}\n",
        dev="extends: eu\ncache: {size: 1}\n",
    )
    assert resolved(root, "eu") == {"cache": None, "region": {"name": "b"}}
    assert resolved(root) == {"cache": {"size": 1}, "region": {"name": "b"}}


def test_later_layers_win_and_the_file_itself_comes_last(project: Project) -> None:
    root = project(
        base="a: base\nb: base\nc: base\n", eu="b: eu\nc: eu\n", dev="extends: [base, eu]\nc: dev\n"
    )
    assert resolved(root) == {"a": "base", "b": "eu", "c": "dev"}


def test_a_layer_reached_twice_counts_once_at_its_first_place(project: Project) -> None:
    root = project(
        base="a: base\n",
        one="extends: base\na: one\n",
        two="extends: base\nb: two\n",
        dev="extends: [one, two]\n",
    )
    assert [layer.name for layer in LayerFiles(root).resolve("dev").layers] == ["base", "one", "two", "dev"]
    assert resolved(root) == {"a": "one", "b": "two"}


def test_layers_in_folders(project: Project) -> None:
    root = project(templates__small="size: 1\n", dev="extends: templates/small\n")
    assert resolved(root) == {"size": 1}


def test_engine_keys_are_not_passed_on(project: Project) -> None:
    root = project(base="abstract: true\nname: base\na: 1\n", dev="extends: base\n")
    resolution = LayerFiles(root).resolve("dev")
    assert plain_tree(resolution.tree) == {"a": 1}
    assert not resolution.layer.abstract


def test_each_value_knows_who_set_it_and_what_it_overrode(project: Project) -> None:
    root = project(base="x: {z: 1}\n", dev="extends: base\nx:\n  z: 2\n")
    value = find(LayerFiles(root).resolve("dev").tree, "x", "z")
    assert isinstance(value, Value)
    assert [(s.layer, str(s.node.location)) for s in value.sources] == [
        ("base", "environments/base.yaml:1 (x.z)"),
        ("dev", "environments/dev.yaml:3 (x.z)"),
    ]


def test_cycle(project: Project) -> None:
    root = project(dev="extends: eu\n", eu="# eu\nextends: [base]\n", base="extends: dev\n")
    assert refusal(root) == (
        "environments/base.yaml:1 (extends): layers extend each other in a circle: dev -> eu -> base -> dev\n"
        "  why:  environments/dev.yaml:1 extends eu\n"
        "        environments/eu.yaml:2 extends base\n"
        "        environments/base.yaml:1 extends dev\n"
        "  next: take one of these names out of its `extends`"
    )


def test_cycle_below_the_environment_names_the_circle_only(project: Project) -> None:
    root = project(dev="extends: eu\n", eu="extends: eu\n")
    assert "environments/eu.yaml:1 (extends): layers extend each other in a circle: eu -> eu\n" in refusal(
        root
    )


def test_missing_layer(project: Project) -> None:
    root = project(base="a: 1\n", dev="extends:\n  - base\n  - bsae\n")
    assert refusal(root) == (
        "environments/dev.yaml:3 (extends[1]): there is no layer 'bsae'\n"
        "  why:  environments/bsae.yaml does not exist\n"
        "  next: did you mean 'base'?"
    )


@pytest.mark.parametrize("name", ["../x", "/etc/x", "templates/../x", "base.yaml", "Base", "a//b"])
def test_extends_names_a_layer_below_the_folder(project: Project, name: str) -> None:
    assert refusal(project(dev=f"extends: {name}\n")) == (
        f"environments/dev.yaml:1 (extends): {name!r} names no layer\n"
        "  why:  a layer is named by its path below environments/, without `.yaml`\n"
        "  next: write for example `base` or `templates/small`"
    )


@pytest.mark.parametrize("value", ["{a: 1}", "3", "null", "[[base]]"])
def test_extends_of_another_shape(project: Project, value: str) -> None:
    assert "`extends` must name a layer or a list of layers" in refusal(project(dev=f"extends: {value}\n"))


def test_name_that_differs_from_the_file(project: Project) -> None:
    assert refusal(project(dev="target: aws\nname: prod\n")) == (
        "environments/dev.yaml:2 (name): `name` differs from the name of the file\n"
        "  why:  an environment is called as its file, here dev\n"
        "  next: remove the line, or rename the file"
    )


def test_abstract_must_be_a_truth_value(project: Project) -> None:
    message = "environments/dev.yaml:1 (abstract): `abstract` must be true or false"
    assert refusal(project(dev='abstract: "true"\n')) == message


# Properties of merging, over any three layers.

_trees = st.recursive(
    st.integers(0, 9) | st.none() | st.lists(st.integers(0, 9), max_size=2),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)
_files = st.dictionaries(st.sampled_from("abc"), _trees, max_size=3)


def _merged(*layers: Plain) -> dict[str, Plain]:
    import json

    overlay = {f"layer{n}": json.dumps(layer) for n, layer in enumerate(layers)}
    overlay["dev"] = json.dumps({"extends": list(overlay)})
    tree = LayerFiles(Path("nowhere"), overlay).resolve("dev").tree
    assert isinstance(tree, Branch)
    return cast("dict[str, Plain]", plain_tree(tree))


def _expected(lower: object, upper: object) -> object:
    if isinstance(lower, dict) and isinstance(upper, dict):
        return {
            key: _expected(lower[key], upper[key])
            if key in lower and key in upper
            else {**lower, **upper}[key]
            for key in {**lower, **upper}
        }
    return upper


@given(_files, _files)
def test_merging_two_layers_takes_every_leaf_of_the_later(lower: Plain, upper: Plain) -> None:
    assert _merged(lower, upper) == _expected(lower, upper)


@given(_files, _files)
def test_a_layer_merged_again_changes_nothing(lower: Plain, upper: Plain) -> None:
    assert _merged(lower, upper, upper) == _merged(lower, upper)


@given(_files)
def test_an_empty_layer_changes_nothing(layer: Plain) -> None:
    assert _merged({}, layer) == _merged(layer, {}) == layer
