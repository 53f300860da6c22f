"""Nested blocks as values, and how arguments become Terraform JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import ClassVar, NoReturn

from stackyard.errors import SynthesisError
from stackyard.framework import cdktf
from stackyard.literals import escape

__all__ = ["Block", "counted", "rendered"]


class Block:
    """A nested block, or an object inside an attribute; never changed once made.

    Args:
        arguments: Terraform's argument names and values; ``None`` stands for "not given".
    """

    WHOLE: ClassVar[bool] = False
    """Terraform wants every argument of an object in an attribute; those not given are written as ``null``."""
    SENSITIVE: ClassVar[frozenset[str]] = frozenset()
    WRITE_ONLY: ClassVar[frozenset[str]] = frozenset()

    __slots__ = ("_arguments",)
    _arguments: Mapping[str, object]

    def __init__(self, arguments: Mapping[str, object]) -> None:
        object.__setattr__(self, "_arguments", arguments)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed; make another")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and isinstance(other, Block) and other._arguments == self._arguments

    def __hash__(self) -> int:
        return hash((type(self), repr(self._arguments)))

    def __repr__(self) -> str:
        hidden = self.SENSITIVE | self.WRITE_ONLY
        shown = (
            f"{name}={'(sensitive)' if name in hidden else repr(value)}"
            for name, value in self._arguments.items()
            if value is not None
        )
        return f"{type(self).__name__}({', '.join(shown)})"

    def render(self) -> dict[str, object]:
        """The block as Terraform JSON."""
        if not self.WHOLE:
            return rendered(self._arguments)
        return {name: _null() if value is None else _render(value) for name, value in self._arguments.items()}


def rendered(arguments: Mapping[str, object]) -> dict[str, object]:
    """Arguments as Terraform JSON: those not given left out, text escaped, blocks as mappings."""
    return {name: _render(value) for name, value in arguments.items() if value is not None}


def counted(
    where: str, blocks: Sequence[object] | None, minimum: int = 0, maximum: int | None = None
) -> Sequence[object] | None:
    """The blocks, if there are as many as the provider's schema allows.

    Args:
        where: class and argument, for the message.
        blocks: what was given.
        minimum: smallest number allowed.
        maximum: largest number allowed; ``None`` for no limit.

    Raises:
        SynthesisError: too few or too many.
    """
    number = len(blocks or ())
    if number >= minimum and (maximum is None or number <= maximum):
        return blocks
    limit = f"at least {minimum}" if number < minimum else f"at most {maximum}"
    raise SynthesisError(
        f"{where} has {number} {'block' if number == 1 else 'blocks'}",
        why=f"the provider wants {limit}",
        next_step="give as many as that",
    )


def _render(value: object) -> object:
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, Block):
        return value.render()
    if isinstance(value, Mapping):
        return {escape(str(key)): _render(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_render(item) for item in value]
    return value  # a number, a truth value, or a reference of the framework


@cache
def _null() -> object:
    # Python's None is lost on the way into Node.
    return cdktf.Token.null_value()
