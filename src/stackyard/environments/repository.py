"""The environments of a project: which there are, and each one's validated settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from stackyard.environments.layers import LayerFiles, Resolution, plain_tree
from stackyard.environments.listing import list_environments, resolve_environment
from stackyard.environments.model import EnvironmentSettings
from stackyard.environments.problems import as_environment_error
from stackyard.environments.state import check_repository

__all__ = ["check_repository", "list_environments", "load_environment", "validate"]

S = TypeVar("S", bound=EnvironmentSettings)


def load_environment(root: Path, name: str, model: type[S]) -> S:
    """Resolve an environment from its layers and validate it; no other file is read.

    Args:
        root: the project's root.
        name: the environment.
        model: its typed shape.

    Raises:
        UsageError: the name is ill-formed.
        EnvironmentFileError: a file is missing or refused, or its values do not fit the model.
    """
    return validate(resolve_environment(LayerFiles(root), name), model)


def validate(resolution: Resolution, model: type[S]) -> S:
    """The settings that a resolved environment holds.

    Strict, as JSON: text is never read as a number, nor a number as text; addresses and dates are text.

    Raises:
        EnvironmentFileError: values do not fit the model; every problem with file, line and key.
    """
    values = plain_tree(resolution.tree)
    assert isinstance(values, dict)
    try:
        return model.model_validate_json(json.dumps({"name": resolution.name, **values}), strict=True)
    except ValidationError as error:
        raise as_environment_error(error, resolution, model) from None
