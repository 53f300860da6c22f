"""What every environment has; a user's ``stacks/settings.py`` extends it.

The descriptions become the JSON Schema that editors show, so they are written for the reader of a YAML file.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from stackyard.environments.names import is_name

_SHAPE = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

Text = Annotated[str, Field(min_length=1)]


def _without_default(schema: dict[str, Any]) -> None:
    """Drop a default that depends on the environment's name, so that no editor shows a wrong one."""
    schema.pop("default", None)


class StateSettings(BaseModel):
    """Where Terraform keeps the environment's state: an S3 bucket, with locking by S3 itself."""

    model_config = _SHAPE

    bucket: Text
    """Bucket that holds the state; it must exist."""
    region: Text
    """Region of the bucket."""
    key: str = Field(default="", json_schema_extra=_without_default)
    """Object that holds the state, one for each environment. Default: `<environment>.tfstate`."""
    endpoint: str | None = None
    """URL of an S3-compatible store; leave it out for AWS itself."""

    @property
    def use_lockfile(self) -> bool:
        """Always true: Terraform locks by a file beside the state (S3 native locking, Terraform 1.10)."""
        return True


class EnvironmentSettings(BaseModel):
    """What an environment file may hold."""

    model_config = _SHAPE

    name: str
    """Name of the environment: always the name of its file."""
    target: Text
    """Where the environment runs, for example `aws`."""
    region: Text | None = None
    """Region of the target."""
    account: Text | None = None
    """Account it must be deployed to; Terraform refuses any other. Write it in quotes."""
    state: StateSettings | None = None
    """Where Terraform keeps its state; left out, it lies in the working directory."""
    protected: bool = False
    """Whether resources that hold data or addresses are guarded from being destroyed or replaced."""
    secrets: str | None = Field(default=None, json_schema_extra=_without_default)
    """File with the encrypted secrets, from the project's root. Default: `secrets/<environment>.tfvars.json`."""
    tags: dict[str, str] = Field(default_factory=dict)
    """Tags put on every resource."""

    @model_validator(mode="before")
    @classmethod
    def _fill_from_name(cls, given: object) -> object:
        """Defaults that depend on the name: the state's key and the secrets file."""
        if not isinstance(given, dict) or not isinstance(name := given.get("name"), str):
            return given
        state = given.get("state")
        filled = {"secrets": f"secrets/{name}.tfvars.json", **given}
        if isinstance(state, dict):
            filled["state"] = {"key": f"{name}.tfstate", **state}
        elif isinstance(state, StateSettings) and not state.key:
            filled["state"] = state.model_copy(update={"key": f"{name}.tfstate"})
        return filled

    @field_validator("name")
    @classmethod
    def _well_formed(cls, name: str) -> str:
        if not is_name(name):
            raise ValueError(f"{name!r} is no name for an environment")
        return name

    @field_validator("secrets")
    @classmethod
    def _inside_the_project(cls, secrets: str | None) -> str | None:
        if secrets is not None:
            path = PurePosixPath(secrets)
            if path.is_absolute() or ".." in path.parts or not path.parts:
                raise ValueError("must be a path inside the project, such as secrets/dev.tfvars.json")
        return secrets


def json_schema(model: type[EnvironmentSettings]) -> dict[str, Any]:
    """JSON Schema of the resolved settings; see ``schema.for_files`` for that of one file."""
    return model.model_json_schema()


Question = Literal["schema", "settings"]
