"""JSON Schema of an environment *file*, made from that of the resolved settings."""

from __future__ import annotations

from collections.abc import Mapping

_LAYER = {"type": "string", "pattern": "^[a-z][a-z0-9-]*(/[a-z][a-z0-9-]*)*$"}
_ENGINE_KEYS: dict[str, object] = {
    "extends": {
        "description": "Layers beneath this file, lowest first, by their path below environments/.",
        "anyOf": [_LAYER, {"type": "array", "items": _LAYER}],
    },
    "abstract": {"description": "Whether this file is a layer only, not an environment.", "type": "boolean"},
}


def for_files(settings: Mapping[str, object]) -> dict[str, object]:
    """Turn the schema of settings (a pydantic model's JSON Schema) into that of one file.

    A file may leave out what its layers give, so nothing is required, at any depth; it may also say what it
    extends, and whether it is a layer only.
    """
    schema = _without_required(settings)
    assert isinstance(schema, dict)
    properties = schema.get("properties")
    schema["properties"] = {**_ENGINE_KEYS, **(properties if isinstance(properties, dict) else {})}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _without_required(part: object) -> object:
    if isinstance(part, Mapping):
        # `required` is a keyword where it holds a list; a property of that name holds a schema.
        return {
            key: _without_required(value)
            for key, value in part.items()
            if not (key == "required" and isinstance(value, list))
        }
    return [_without_required(item) for item in part] if isinstance(part, list) else part
