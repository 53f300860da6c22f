"""Reading a provider's schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackyard.bindings.manifest import read_manifest
from stackyard.bindings.schema import Collection, Object, Scalar, read_schema
from stackyard.errors import BindingsError

SCHEMA = json.loads((Path(__file__).parent / "schema.json").read_text(encoding="utf-8"))


def test_a_provider_is_found_with_and_without_the_registrys_name() -> None:
    assert read_schema(SCHEMA, "acme/cloud").resource_names() == {"cloud_class", "cloud_disk"}
    assert read_schema(SCHEMA, "registry.example/acme/cloud").resource_names()


def test_another_provider_is_refused() -> None:
    with pytest.raises(BindingsError, match="no schema of acme/other"):
        read_schema(SCHEMA, "acme/other")


def test_an_unknown_type_gets_a_suggestion() -> None:
    with pytest.raises(BindingsError) as refused:
        read_schema(SCHEMA, "acme/cloud").resource("cloud_disc")
    assert refused.value.next_step == "did you mean 'cloud_disk'?"


def test_limits_of_zero_mean_any_number() -> None:
    blocks = {b.name: b for b in read_schema(SCHEMA, "acme/cloud").resource("cloud_disk").blocks}
    assert (blocks["replica"].minimum, blocks["replica"].maximum) == (1, 3)
    assert (blocks["snapshot"].minimum, blocks["snapshot"].maximum) == (0, None)


def test_types_nest() -> None:
    attributes = {a.name: a for a in read_schema(SCHEMA, "acme/cloud").resource("cloud_disk").attributes}
    assert attributes["labels"].type == Collection("map", Scalar("string"))
    partitions = attributes["partitions"].type
    assert isinstance(partitions, Collection)
    assert isinstance(partitions.item, Object)
    assert partitions.item.whole


@pytest.mark.parametrize(
    "broken",
    [
        ["no object"],
        {"provider_schemas": {"acme/cloud": []}},
        {
            "provider_schemas": {
                "acme/cloud": {"provider": {"block": {"attributes": {"a": {"type": ["bag"]}}}}}
            }
        },
        {
            "provider_schemas": {
                "acme/cloud": {"provider": {"block": {"block_types": {"a": {"nesting_mode": "heap"}}}}}
            }
        },
    ],
)
def test_an_answer_of_another_form_is_refused(broken: object) -> None:
    with pytest.raises(BindingsError):
        read_schema(broken, "acme/cloud")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "cannot read the list of bindings"),
        ("[]", "not a JSON object"),
        ('{"cloud": {"source": "acme/cloud"}}', "expected a string"),
        (
            '{"cloud": {"source": "acme/cloud", "version": "1", "resources": "x"}}',
            "expected a list of strings",
        ),
        ('{"cloud": {"source": "acme/cloud", "version": "1", "resource": []}}', "unknown key 'resource'"),
        ('{"a-b": {"source": "acme/cloud", "version": "1"}}', "'a-b' is no entry"),
    ],
)
def test_a_wrong_manifest_is_refused_by_name(text: str, message: str, tmp_path: Path) -> None:
    manifest = tmp_path / "bindings.json"
    manifest.write_text(text)
    with pytest.raises(BindingsError, match=message) as refused:
        read_manifest(manifest)
    assert refused.value.where is not None
    assert refused.value.where.file == manifest
