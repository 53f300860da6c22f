"""The nearest known word to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like ``word``, or ``None`` where none is near enough."""
    import difflib

    close = difflib.get_close_matches(word, sorted(known), n=1)
    return close[0] if close else None


def hint(word: str, known: Iterable[str]) -> str | None:
    """``did you mean 'x'?``, or ``None``."""
    close = nearest(word, known)
    return f"did you mean {close!r}?" if close else None
