"""Attributes of resources as references: tokens that the framework turns into Terraform expressions.

A generated class lists them as ``arn = StringAttribute("arn")``; type checkers see ``vpc.arn`` as a ``str``.
The token is asked for on first use, since each costs a call into Node.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, Protocol, Self, TypeVar, overload

from stackyard.framework import cdktf

__all__ = [
    "BooleanAttribute",
    "ComplexAttribute",
    "ListAttribute",
    "MapAttribute",
    "NumberAttribute",
    "ObjectAttribute",
    "ObjectList",
    "ObjectListAttribute",
    "ObjectReference",
    "Referable",
    "StringAttribute",
]

T = TypeVar("T")
O = TypeVar("O", bound="ObjectReference")  # noqa: E741


class Referable(Protocol):
    """What has attributes in Terraform: a resource or a data source."""

    _references: dict[str, object]

    def get_string_attribute(self, terraform_attribute: str) -> str:
        """A token for a string."""
        ...

    def get_number_attribute(self, terraform_attribute: str) -> float:
        """A token for a number."""
        ...

    def get_boolean_attribute(self, terraform_attribute: str) -> cdktf.IResolvable:
        """A token for a truth value."""
        ...

    def get_list_attribute(self, terraform_attribute: str) -> list[str]:
        """A token for a list of strings."""
        ...

    def get_string_map_attribute(self, terraform_attribute: str) -> Mapping[str, str]:
        """A token for a map of strings."""
        ...

    def interpolation_for_attribute(self, terraform_attribute: str) -> cdktf.IResolvable:
        """A token for anything."""
        ...


class ObjectReference:
    """An object inside an attribute, e.g. ``cluster.cache_nodes[0]``; its attributes are references again.

    Args:
        resource: the resource that has the attribute.
        path: Terraform's path from the resource to the object.
    """

    def __init__(self, resource: Referable, path: str) -> None:
        self._resource = resource
        self._path = path


class _Attribute(Generic[T]):
    """A descriptor; ``owner.attribute`` is the token, made once for each resource."""

    def __init__(self, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, owner: None, kind: type[object]) -> Self: ...
    @overload
    def __get__(self, owner: object, kind: type[object]) -> T: ...
    def __get__(self, owner: object | None, kind: type[object]) -> Self | T:
        if owner is None:
            return self
        if isinstance(owner, ObjectReference):
            return self._once(owner._resource, f"{owner._path}.{self._name}")
        return self._once(owner, self._name)  # type: ignore[arg-type]

    def _once(self, resource: Referable, path: str) -> T:
        known = resource._references
        if path not in known:
            known[path] = self._make(resource, path)
        return known[path]  # type: ignore[return-value]

    def _make(self, resource: Referable, path: str) -> T:
        raise NotImplementedError


class StringAttribute(_Attribute[str]):
    """A string."""

    def _make(self, resource: Referable, path: str) -> str:
        return resource.get_string_attribute(path)


class NumberAttribute(_Attribute[float]):
    """A number."""

    def _make(self, resource: Referable, path: str) -> float:
        return resource.get_number_attribute(path)


class BooleanAttribute(_Attribute["cdktf.IResolvable"]):
    """A truth value; not a ``bool``, since Python could not tell whether it holds."""

    def _make(self, resource: Referable, path: str) -> cdktf.IResolvable:
        return resource.get_boolean_attribute(path)


class ListAttribute(_Attribute["list[str]"]):
    """A list or set of strings, as a whole: its length and items are known to Terraform only."""

    def _make(self, resource: Referable, path: str) -> list[str]:
        return resource.get_list_attribute(path)


class MapAttribute(_Attribute["Mapping[str, str]"]):
    """A map of strings, as a whole."""

    def _make(self, resource: Referable, path: str) -> Mapping[str, str]:
        return resource.get_string_map_attribute(path)


class ComplexAttribute(_Attribute["cdktf.IResolvable"]):
    """A value of any other type, to be passed on or taken apart by ``cdktf.Fn``."""

    def _make(self, resource: Referable, path: str) -> cdktf.IResolvable:
        return resource.interpolation_for_attribute(path)


class ObjectAttribute(_Attribute[O]):
    """A single object."""

    def __init__(self, name: str, kind: Callable[[Referable, str], O]) -> None:
        super().__init__(name)
        self._kind = kind

    def _make(self, resource: Referable, path: str) -> O:
        return self._kind(resource, path)


class ObjectListAttribute(_Attribute["ObjectList[O]"]):
    """A list of objects."""

    def __init__(self, name: str, kind: Callable[[Referable, str], O]) -> None:
        super().__init__(name)
        self._kind = kind

    def _make(self, resource: Referable, path: str) -> ObjectList[O]:
        return ObjectList(resource, path, self._kind)


class ObjectList(Generic[O]):
    """The objects of a list, by index; how many there are is known to Terraform only."""

    def __init__(self, resource: Referable, path: str, kind: Callable[[Referable, str], O]) -> None:
        self._resource = resource
        self._path = path
        self._kind = kind

    def __getitem__(self, index: int) -> O:
        if index < 0:
            raise IndexError(f"{self._path}[{index}]: Terraform counts from the front only")
        return self._kind(self._resource, f"{self._path}[{index}]")

    # Without it Python would iterate by index, without end.
    __iter__ = None
