"""The error of a construct that was given something it cannot build."""

from __future__ import annotations

from stackyard.errors import SynthesisError


class InvalidProperty(SynthesisError, ValueError):  # noqa: N818 - reads as what it is
    """A property of a construct, or a setting that becomes one, has a value that cannot work.

    It is a ``ValueError`` as well, so that a pydantic validator may call the same check and report the
    file and line of the setting.
    """
