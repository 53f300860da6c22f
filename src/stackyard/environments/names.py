"""What an environment may be called."""

from __future__ import annotations

import re

from stackyard.errors import UsageError

LONGEST = 63
"""Characters: a DNS label (RFC 1035, 2.3.4), which names built from it must fit into."""

RULE = f"lower-case letters, digits and hyphens, a letter first, no hyphen last, at most {LONGEST} characters"

_NAME = re.compile(rf"[a-z](?:[a-z0-9-]{{0,{LONGEST - 2}}}[a-z0-9])?")


def is_name(name: str) -> bool:
    """Whether ``name`` is well formed."""
    return _NAME.fullmatch(name) is not None


def check_name(name: str) -> str:
    """The name itself, if it is well formed.

    Raises:
        UsageError: it is not; a path such as ``../x`` never is.
    """
    if is_name(name):
        return name
    if "/" in name or "\\" in name or name in {".", ".."}:
        raise UsageError(
            f"{name!r} is a path, not the name of an environment",
            why="an environment is called by its name, and its file lies directly in environments/",
            next_step="give the name alone; `stackyard env list` shows the names",
        )
    raise UsageError(
        f"{name!r} is no name for an environment",
        why=f"a name has {RULE}",
        next_step="choose another name; `stackyard env list` shows the ones there are",
    )
