"""Text that Terraform takes as written, and text that it evaluates.

Every string in Terraform's JSON is a template (https://developer.hashicorp.com/terraform/language/syntax/json):
``${`` and ``%{`` begin an expression. The generated resource classes escape what they are given, apart from
the framework's own tokens, so plain text is safe in them. ``literal`` is for what reaches Terraform by another
way, as an output's value does; ``expression`` is for what Terraform should evaluate.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from stackyard.errors import Location, SynthesisError

if TYPE_CHECKING:
    from stackyard.framework import cdktf

__all__ = ["escape", "expression", "literal", "refuse_tokens"]

# How cdktf and cdktn mark a token inside a string; the same characters as their own TokenMap knows.
_TOKEN = re.compile(r"(\$\{TfToken\[[a-zA-Z0-9:._-]+\]\})")
# Their marks for strings (${), lists (#{) and maps (&{).
_TOKEN_START = "{TfToken["
_INTRODUCERS = re.compile(r"\$*[$%]\{")
# Before an expression a `$` would read as the escape `$${`; Terraform knows no other way to write one there.
_LAST_DOLLARS = re.compile(r"\$+\Z")
# Numbers below this are read as tokens by the framework: it hides a token's index in the bits of such a double.
_NUMBER_TOKENS_BELOW = -1e288


def literal(text: str) -> str:
    """The text as Terraform will read it back: ``${`` and ``%{`` begin nothing in it.

    Good in any property of a construct, alone or joined with other text; in the generated classes it is not
    needed, and does no harm. Not for arguments of ``cdktf.Fn``: there the framework itself escapes ``${``, and
    ``%{`` is to be written as ``%%{``.

    Raises:
        SynthesisError: the text holds the mark of a framework token, which would be replaced unseen.
    """
    _refuse(text, None)
    inner = _INTRODUCERS.sub(lambda found: _token_for(_escape(found.group())), text)
    # A reference may be joined to the end.
    return _LAST_DOLLARS.sub(lambda found: _token_for(f'${{"{found.group()}"}}'), inner)


def expression(template: str) -> str:
    """A token for a template that Terraform evaluates, e.g. ``expression("${timestamp()}")``.

    The template is passed on as it is; never build one from text that a user may set.
    """
    return _token_for(template)


def escape(text: str) -> str:
    """The text with everything but framework tokens escaped; what the generated classes do to each string."""
    if "{" not in text:
        return text
    *before_tokens, last = _TOKEN.split(text)
    parts = [part if n % 2 else _before_token(_escape(part)) for n, part in enumerate(before_tokens)]
    return "".join([*parts, _escape(last)])


def refuse_tokens(value: object, where: Location | None = None) -> None:
    """Refuse the framework's token marks anywhere in plain data: keys, values, numbers.

    Args:
        value: what a YAML or JSON file holds: mappings, lists, scalars.
        where: the place to name; its ``key`` is prefixed to the dotted path of the value found.

    Raises:
        SynthesisError: naming the key, not showing the value.
    """
    if isinstance(value, str) or (isinstance(value, float) and value < _NUMBER_TOKENS_BELOW):
        _refuse(value, where)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            refuse_tokens(key, where)
            refuse_tokens(item, _below(where, str(key)))
    elif isinstance(value, (list, tuple, set, frozenset)):
        for index, item in enumerate(value):
            refuse_tokens(item, _below(where, str(index)))


def _escape(text: str) -> str:
    return text.replace("${", "$${").replace("%{", "%%{")


def _before_token(text: str) -> str:
    return _LAST_DOLLARS.sub(lambda found: f'${{"{found.group()}"}}', text)


def _refuse(value: str | float, where: Location | None) -> None:
    if isinstance(value, str) and _TOKEN_START not in value:
        return
    mark = "`${TfToken[`" if isinstance(value, str) else "a number that stands for a token"
    raise SynthesisError(
        f"a value holds {mark}",
        where=where,
        why="the framework marks its references so, and would put another value in its place",
        next_step="write the value in another way",
    )


def _below(where: Location | None, key: str) -> Location | None:
    if where is None:
        return None
    return Location(where.file, where.line, f"{where.key}.{key}" if where.key else key)


@cache
def _token_for(template: str) -> str:
    # Late: only text with an introducer needs the framework, and importing it starts Node.
    from stackyard.framework import cdktf

    return cdktf.Lazy.string_value(_producer_class()(template))


@cache
def _producer_class() -> Callable[[str], cdktf.IStringProducer]:
    import jsii

    from stackyard.framework import cdktf

    @jsii.implements(cdktf.IStringProducer)
    class Template:
        """Gives one text whenever the framework resolves the token."""

        def __init__(self, text: str) -> None:
            self._text = text

        def produce(self, context: cdktf.IResolveContext) -> str:
            """The text, in every context."""
            return self._text

    return Template
