"""From a provider's schema to the classes that shall stand for it, still as values."""

from __future__ import annotations

from collections.abc import Collection as Names
from dataclasses import dataclass, field
from typing import Literal

from stackyard.bindings.names import argument_name, attribute_name, camel, free_name
from stackyard.bindings.schema import Attribute, Block, Collection, NestedBlock, Object, Scalar, Type

Kind = Literal["Resource", "DataSource", "Provider", "Block", "ObjectReference"]

_SCALARS = {"string": "str", "number": "float", "bool": "bool | cdktf.IResolvable", "dynamic": "object"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A keyword argument of a class.

    Args:
        name: in Python.
        terraform: in Terraform.
        annotation: its type, without ``None``.
        required: has no default.
        notes: sentences for the documentation.
        counted: given as a sequence of blocks, with this minimum and maximum.
    """

    name: str
    terraform: str
    annotation: str
    required: bool
    notes: tuple[str, ...] = ()
    counted: tuple[int, int | None] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """An attribute that can be referred to: its name in Python and the expression that makes it."""

    name: str
    expression: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Class:
    """A class to be written."""

    name: str
    kind: Kind
    terraform: str
    notes: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    readings: tuple[Reading, ...] = ()
    sensitive: tuple[str, ...] = ()
    write_only: tuple[str, ...] = ()
    whole: bool = False


def outline(
    name: str, kind: Kind, terraform: str, block: Block, *, omit: Names[str] = (), taken: Names[str] = ()
) -> list[Class]:
    """The classes of one type; each after those that it is made of, the type's own last.

    Args:
        name: of the type's own class.
        kind: what its own class extends.
        terraform: the type, e.g. ``aws_vpc``.
        block: its body.
        omit: arguments and blocks to leave out, by dotted path.
        taken: class names in use elsewhere in the package.
    """
    return _Outliner(terraform, {name, *taken}, omit).top(name, kind, block)


@dataclass
class _Outliner:
    terraform: str
    taken: set[str]
    omit: Names[str]
    classes: list[Class] = field(default_factory=list)

    def top(self, name: str, kind: Kind, block: Block) -> list[Class]:
        attributes = [a for a in block.attributes if a.name not in self.omit]
        blocks = [b for b in block.blocks if b.name not in self.omit]
        parameters = [self._argument(name, kind, a) for a in attributes if _settable(a, top=True)]
        parameters += [self._nested(name, kind, "", b) for b in blocks]
        readable = [] if kind == "Provider" else [a for a in attributes if not a.write_only]
        readings = tuple(self._reading(name, a) for a in readable)
        self._add(name, kind, self.terraform, _body_notes(block), parameters, attributes, readings)
        return self.classes

    def _add(
        self,
        name: str,
        kind: Kind,
        path: str,
        notes: tuple[str, ...],
        parameters: list[Parameter],
        attributes: list[Attribute],
        readings: tuple[Reading, ...] = (),
        *,
        whole: bool = False,
    ) -> None:
        self.classes.append(
            Class(
                name,
                kind,
                path,
                notes,
                tuple(sorted(parameters, key=lambda p: (not p.required, p.terraform))),
                readings,
                tuple(a.name for a in attributes if a.sensitive),
                tuple(a.name for a in attributes if a.write_only),
                whole,
            )
        )

    def _argument(self, owner: str, kind: Kind, attribute: Attribute) -> Parameter:
        return Parameter(
            argument_name(attribute.name, kind),
            attribute.name,
            self._argument_type(owner, attribute.name, attribute.type),
            attribute.required,
            _notes(attribute),
        )

    def _nested(self, owner: str, kind: Kind, path: str, nested: NestedBlock) -> Parameter:
        own = self._claim(owner + camel(nested.name), "Block")
        below = f"{path}{nested.name}."
        block = nested.block
        settable = [
            a for a in block.attributes if _settable(a, top=False) and below + a.name not in self.omit
        ]
        parameters = [self._argument(own, "Block", a) for a in settable]
        parameters += [
            self._nested(own, "Block", below, b) for b in block.blocks if below + b.name not in self.omit
        ]
        path_shown = f"{self.terraform}.{below}".rstrip(".")
        self._add(own, "Block", path_shown, _body_notes(block), parameters, settable)
        one = nested.mode in ("single", "group") or (nested.mode != "map" and nested.maximum == 1)
        many = "Mapping[str, {}]" if nested.mode == "map" else "Sequence[{}]"
        limits = (nested.minimum, nested.maximum)
        return Parameter(
            argument_name(nested.name, kind),
            nested.name,
            own if one else many.format(own),
            nested.minimum > 0,
            _body_notes(block),
            None if one or limits == (0, None) else limits,
        )

    def _argument_type(self, owner: str, name: str, type_: Type) -> str:
        plain = self._plain_type(owner, name, type_)
        return plain if isinstance(type_, Scalar) or _has_token(type_) else f"{plain} | cdktf.IResolvable"

    def _plain_type(self, owner: str, name: str, type_: Type) -> str:
        if isinstance(type_, Scalar):
            return _SCALARS[type_.name]
        if isinstance(type_, Collection):
            item = self._plain_type(owner, name, type_.item)
            return f"Mapping[str, {item}]" if type_.kind == "map" else f"Sequence[{item}]"
        own = self._claim(owner + camel(name), "Object")
        settable = [a for a in type_.attributes if _settable(a, top=False)]
        parameters = [self._argument(own, "Block", a) for a in settable]
        self._add(own, "Block", f"{self.terraform}: {name}", (), parameters, settable, whole=type_.whole)
        return own

    def _reading(self, owner: str, attribute: Attribute) -> Reading:
        return Reading(
            attribute_name(attribute.name),
            self._reading_of(owner, attribute.name, attribute.type),
            () if attribute.required or attribute.optional else _notes(attribute),
        )

    def _reading_of(self, owner: str, name: str, type_: Type) -> str:
        if isinstance(type_, Object):
            return f'ObjectAttribute("{name}", {self._reference(owner, name, type_)})'
        # Items of a set have no index in Terraform, so that sets of objects are passed on as a whole.
        if isinstance(type_, Collection) and type_.kind == "list" and isinstance(type_.item, Object):
            return f'ObjectListAttribute("{name}", {self._reference(owner, name, type_.item)})'
        return f'{_descriptor(type_)}("{name}")'

    def _reference(self, owner: str, name: str, type_: Object) -> str:
        own = self._claim(owner + camel(name) + "Reference", "Object")
        readings = tuple(self._reading(own, a) for a in type_.attributes if not a.write_only)
        self._add(own, "ObjectReference", f"{self.terraform}: {name}", (), [], [], readings)
        return own

    def _claim(self, wanted: str, suffix: str) -> str:
        name = free_name(wanted, self.taken, suffix)
        self.taken.add(name)
        return name


def _descriptor(type_: Type) -> str:
    string = Scalar("string")
    if isinstance(type_, Scalar):
        known = {"string": "StringAttribute", "number": "NumberAttribute", "bool": "BooleanAttribute"}
        return known.get(type_.name, "ComplexAttribute")
    if isinstance(type_, Collection) and type_.item == string:
        return "MapAttribute" if type_.kind == "map" else "ListAttribute"
    return "ComplexAttribute"


def _has_token(type_: Type) -> bool:
    """Whether a reference to such a value is a Python value of the argument's own type."""
    return isinstance(type_, Collection) and type_.item == Scalar("string")


def _settable(attribute: Attribute, *, top: bool) -> bool:
    # Resources of the provider SDK list `id` as optional though it can only be read:
    # https://developer.hashicorp.com/terraform/plugin/framework/acctests#no-id-found-in-attributes
    if top and attribute.name == "id" and attribute.optional and attribute.computed:
        return False
    return attribute.required or attribute.optional


def _notes(attribute: Attribute) -> tuple[str, ...]:
    notes = []
    if description := " ".join(attribute.description.split()):
        notes.append(description if description.endswith((".", "!", "?", ".)")) else f"{description}.")
    if attribute.deprecated:
        notes.append("Deprecated by the provider.")
    if attribute.write_only:
        notes.append("Write-only: neither plan nor state holds it.")
    elif attribute.sensitive:
        notes.append("Sensitive: hidden in Terraform's output, yet kept in the state.")
    return tuple(notes)


def _body_notes(block: Block) -> tuple[str, ...]:
    return _notes(
        Attribute("", Scalar("dynamic"), deprecated=block.deprecated, description=block.description)
    )
