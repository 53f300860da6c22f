"""What the synthesis of one environment wrote, as a typed value."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from stackyard.errors import Location, SynthesisError

STACK_FILE = "cdk.tf.json"
FACTS_FILE = "environment.json"


@dataclass(frozen=True, slots=True)
class StateFacts:
    """Where an environment's state lies.

    Args:
        bucket: name of the S3 bucket.
        key: the object's key in it.
        region: region of the bucket.
        endpoint: URL of an S3-compatible service, or ``None`` for AWS.
    """

    bucket: str
    key: str
    region: str
    endpoint: str | None


@dataclass(frozen=True, slots=True)
class Artifact:
    """One environment's Terraform JSON, with the facts that the engine needs to run it.

    Args:
        name: the environment's name, which is the stack's as well.
        directory: Terraform's working directory: ``<out>/stacks/<name>``.
        target: where it runs, e.g. ``aws``.
        region: the target's region, if it has one.
        account: the account it must run in, if one is declared.
        protected: whether it refuses destruction.
        secrets: the secrets file, relative to the project's root, or ``None``.
        state: where the state lies; ``None`` for a stack that keeps it in its directory.
        variables: names of the secret variables that the stack declares, sorted.
        resources: how many resources the stack has.
    """

    name: str
    directory: Path
    target: str
    region: str | None
    account: str | None
    protected: bool
    secrets: str | None
    state: StateFacts | None
    variables: tuple[str, ...]
    resources: int


def read_artifact(directory: Path) -> Artifact:
    """Read the facts beside a synthesised stack.

    Raises:
        SynthesisError: they are missing or are not what this version writes.
    """
    path = directory / FACTS_FILE
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        state = facts["state"]
        return Artifact(
            name=facts["name"],
            directory=directory,
            target=facts["target"],
            region=facts["region"],
            account=facts["account"],
            protected=facts["protected"],
            secrets=facts["secrets"],
            state=None if state is None else StateFacts(**state),
            variables=tuple(facts["variables"]),
            resources=facts["resources"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SynthesisError(
            "the app did not write what stackyard needs to run this environment",
            where=Location(path),
            why=f"{type(error).__name__}: {error}",
            next_step="main.py must call stackyard.app.run, and be of the same stackyard version",
        ) from None
