"""A provider's schema as frozen values, read from ``terraform providers schema -json``.

The format is documented at https://developer.hashicorp.com/terraform/cli/commands/providers/schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

from stackyard.errors import BindingsError

Json = Mapping[str, object]
Mode = Literal["single", "group", "list", "set", "map"]
_MODES = ("single", "group", "list", "set", "map")


@dataclass(frozen=True, slots=True)
class Scalar:
    """``string``, ``number``, ``bool``, or ``dynamic`` for anything."""

    name: str


@dataclass(frozen=True, slots=True)
class Collection:
    """A list, set or map of one type."""

    kind: Literal["list", "set", "map"]
    item: Type


@dataclass(frozen=True, slots=True)
class Object:
    """An object inside an attribute.

    Args:
        attributes: by name order.
        whole: Terraform wants all of them in each object, ``null`` where there is nothing to say.
    """

    attributes: tuple[Attribute, ...]
    whole: bool


Type = Scalar | Collection | Object


@dataclass(frozen=True, slots=True)
class Attribute:
    """An argument, an attribute to read, or both."""

    name: str
    type: Type
    required: bool = False
    optional: bool = False
    computed: bool = False
    sensitive: bool = False
    write_only: bool = False
    deprecated: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class NestedBlock:
    """A block inside a block; ``maximum`` is ``None`` where there may be any number."""

    name: str
    mode: Mode
    block: Block
    minimum: int = 0
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """The body of a resource, a provider's configuration or a nested block; members by name order."""

    attributes: tuple[Attribute, ...] = ()
    blocks: tuple[NestedBlock, ...] = ()
    deprecated: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class ProviderSchema:
    """What one provider offers; the bodies are read when asked for, since there are thousands."""

    provider: Block
    _resources: Json = field(repr=False)
    _data_sources: Json = field(repr=False)

    def resource(self, name: str) -> Block:
        """The body of a resource type.

        Raises:
            BindingsError: the provider has none of that name.
        """
        return _body(self._resources, name, "resource")

    def data_source(self, name: str) -> Block:
        """The body of a data source type.

        Raises:
            BindingsError: the provider has none of that name.
        """
        return _body(self._data_sources, name, "data source")

    def resource_names(self) -> frozenset[str]:
        """All resource types."""
        return frozenset(self._resources)


def read_schema(document: object, source: str) -> ProviderSchema:
    """The schema of one provider out of Terraform's answer.

    Args:
        document: the decoded answer.
        source: the provider's address, with or without the registry's name.

    Raises:
        BindingsError: the answer does not hold that provider, or has another form than expected.
    """
    providers = _object(document, "answer").get("provider_schemas", {})
    for address, content in _object(providers, "provider_schemas").items():
        if address == source or address.endswith(f"/{source}"):
            found = _object(content, address)
            return ProviderSchema(
                _block(_object(found.get("provider", {}), "provider").get("block", {})),
                _object(found.get("resource_schemas", {}), "resource_schemas"),
                _object(found.get("data_source_schemas", {}), "data_source_schemas"),
            )
    raise BindingsError(f"Terraform's answer has no schema of {source}")


def _body(schemas: Json, name: str, kind: str) -> Block:
    if name not in schemas:
        import difflib

        close = difflib.get_close_matches(name, schemas, n=1)
        raise BindingsError(
            f"the provider has no {kind} {name!r}",
            next_step=f"did you mean {close[0]!r}?"
            if close
            else "look it up in the provider's documentation",
        )
    return _block(_object(schemas[name], name).get("block", {}))


def _block(value: object) -> Block:
    body = _object(value, "block")
    blocks = _object(body.get("block_types", {}), "block_types")
    return Block(
        _attributes(body.get("attributes", {})),
        tuple(_nested(name, _object(blocks[name], name)) for name in sorted(blocks)),
        bool(body.get("deprecated")),
        str(body.get("description", "")),
    )


def _attributes(value: object) -> tuple[Attribute, ...]:
    attributes = _object(value, "attributes")
    return tuple(_attribute(name, _object(attributes[name], name)) for name in sorted(attributes))


def _attribute(name: str, value: Json) -> Attribute:
    nested = value.get("nested_type")
    return Attribute(
        name,
        _type(value.get("type", "dynamic")) if nested is None else _nested_type(_object(nested, name)),
        required=bool(value.get("required")),
        optional=bool(value.get("optional")),
        computed=bool(value.get("computed")),
        sensitive=bool(value.get("sensitive")),
        write_only=bool(value.get("write_only")),
        deprecated=bool(value.get("deprecated")),
        description=str(value.get("description", "")),
    )


def _nested(name: str, value: Json) -> NestedBlock:
    # Terraform leaves a limit out where it is 0, and means "any number" by a maximum of 0.
    minimum, maximum = value.get("min_items", 0), value.get("max_items", 0)
    if not isinstance(minimum, int) or not isinstance(maximum, int):
        raise BindingsError(f"the limits of block {name!r} are no numbers")
    return NestedBlock(name, _mode(value, name), _block(value.get("block", {})), minimum, maximum or None)


def _nested_type(value: Json) -> Type:
    item = Object(_attributes(value.get("attributes", {})), whole=False)
    mode = _mode(value, "nested_type")
    return (
        item if mode in ("single", "group") else Collection(cast(Literal["list", "set", "map"], mode), item)
    )


def _type(value: object) -> Type:
    """A type in cty's JSON form: ``"string"``, ``["list", T]``, ``["object", {name: T}]``."""
    if isinstance(value, str) and value in ("string", "number", "bool", "dynamic"):
        return Scalar(value)
    if isinstance(value, list) and len(value) >= 2:
        kind, item = value[0], value[1]
        if kind in ("list", "set", "map"):
            return Collection(cast(Literal["list", "set", "map"], kind), _type(item))
        if kind == "object":
            members = _object(item, "object")
            # Computed too, for those objects that are read.
            return Object(
                tuple(Attribute(n, _type(members[n]), optional=True, computed=True) for n in sorted(members)),
                whole=True,
            )
        if kind == "tuple":
            return Scalar("dynamic")
    raise BindingsError("the schema has a type of unknown form", why=repr(value)[:200])


def _mode(value: Json, name: str) -> Mode:
    mode = value.get("nesting_mode")
    if mode not in _MODES:
        raise BindingsError(f"{name!r} is nested in an unknown way", why=repr(mode))
    return cast(Mode, mode)


def _object(value: object, name: str) -> Json:
    if not isinstance(value, dict):
        raise BindingsError(f"the schema has no object at {name!r}")
    return value
