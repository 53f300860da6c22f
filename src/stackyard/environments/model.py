"""What every environment has; a user's ``stacks/settings.py`` extends it.

The descriptions become the JSON Schema that editors show, so they are written for the reader of a YAML file.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from stackyard.environments.names import is_name

# Descriptions stand in `Field`: pydantic would have to parse this file at each start to find docstrings.
_SHAPE = ConfigDict(frozen=True, extra="forbid")

Text = Annotated[str, Field(min_length=1)]


def _without_default(schema: dict[str, Any]) -> None:
    """Drop a default that depends on the environment's name, so that no editor shows a wrong one."""
    schema.pop("default", None)


def _secrets_of(settings: dict[str, Any]) -> str:
    return f"secrets/{settings.get('name', '')}.tfvars.json"


class StateSettings(BaseModel):
    """Where Terraform keeps the environment's state: an S3 bucket, with locking by S3 itself."""

    model_config = _SHAPE

    bucket: Text = Field(description="Bucket that holds the state; it must exist.")
    region: Text = Field(description="Region of the bucket.")
    key: str = Field(
        default="",
        json_schema_extra=_without_default,
        description="Object that holds the state, one for each environment. Default: `<environment>.tfstate`.",
    )
    endpoint: str | None = Field(
        default=None, description="URL of an S3-compatible store; leave it out for AWS itself."
    )

    @property
    def use_lockfile(self) -> bool:
        """Always true: Terraform locks by a file beside the state (S3 native locking, Terraform 1.10)."""
        return True


class EnvironmentSettings(BaseModel):
    """What an environment file may hold."""

    model_config = _SHAPE

    name: str = Field(description="Name of the environment: always the name of its file.")
    target: Text = Field(description="Where the environment runs, for example `aws`.")
    region: Text | None = Field(default=None, description="Region of the target.")
    account: Text | None = Field(
        default=None,
        description="Account it must be deployed to; Terraform refuses any other. Write it in quotes.",
    )
    state: StateSettings | None = Field(
        default=None,
        description="Where Terraform keeps its state; left out, it lies in the working directory.",
    )
    protected: bool = Field(
        default=False,
        description="Whether resources that hold data or addresses are guarded from being destroyed or replaced.",
    )
    secrets: str | None = Field(
        default_factory=_secrets_of,
        description="Encrypted file, from the project's root. Default: `secrets/<environment>.tfvars.json`.",
    )
    tags: dict[str, str] = Field(default_factory=dict, description="Tags put on every resource.")

    @field_validator("name")
    @classmethod
    def _well_formed(cls, name: str) -> str:
        if not is_name(name):
            raise ValueError(f"{name!r} is no name for an environment")
        return name

    @field_validator("state")
    @classmethod
    def _own_key(cls, state: StateSettings | None, info: ValidationInfo) -> StateSettings | None:
        # Not by a validator that runs before: pydantic would go on without its JSON mode, and then refuses
        # a list for a tuple, and text for an IP network.
        if state is None or state.key or "name" not in info.data:
            return state
        return state.model_copy(update={"key": f"{info.data['name']}.tfstate"})

    @field_validator("secrets")
    @classmethod
    def _inside_the_project(cls, secrets: str | None) -> str | None:
        if secrets is not None:
            path = PurePosixPath(secrets)
            if path.is_absolute() or ".." in path.parts or not path.parts:
                raise ValueError("must be a path inside the project, such as secrets/dev.tfvars.json")
        return secrets
