"""What a user's ``main.py`` and constructs call: from environment files to stacks.

``run`` is the whole of a ``main.py``; ``secret_variable`` is how a construct asks for a secret value.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from stackyard import framework

framework.preload()

from stackyard.environments.model import EnvironmentSettings
from stackyard.environments.repository import check_repository, list_environments, load_environment
from stackyard.errors import Location, StackyardError, SynthesisError
from stackyard.framework import cdktf
from stackyard.io.files import write_atomically
from stackyard.io.project import Project, find_project
from stackyard.literals import refuse_tokens

if TYPE_CHECKING:
    # At run time the framework comes first: it points jsii at the right Node before anything starts it.
    from constructs import Construct, IConstruct

S = TypeVar("S", bound=EnvironmentSettings)

__all__ = ["EnvironmentStack", "run", "secret_variable"]


class EnvironmentStack(cdktf.TerraformStack):
    """The stack of one environment; it remembers which secret variables its constructs declared.

    Args:
        scope: the app.
        settings: the environment; its name becomes the stack's, its ``state`` the backend.
    """

    def __init__(self, scope: Construct, settings: EnvironmentSettings) -> None:
        super().__init__(scope, settings.name)
        self.secret_variables: dict[str, str] = {}
        _add_backend(self, settings)


def run(
    settings: type[S],
    build: Callable[[EnvironmentStack, S], object],
    *,
    environ: Mapping[str, str] | None = None,
) -> None:
    """Synthesise the environments that were asked for, or answer what stackyard asks.

    Args:
        settings: the typed shape of an environment file; extends ``EnvironmentSettings``.
        build: fills one stack; called as ``build(stack, settings)`` for each environment.
        environ: the process's environment; read from the process where ``None``.

    An error ends the process with exit code 1 and is reported without a traceback.
    """
    given = os.environ if environ is None else environ
    try:
        _answer(find_project(Path.cwd()), settings, build, given)
    except StackyardError as error:
        _report(error, given)
        sys.exit(1)


def secret_variable(scope: IConstruct, name: str, *, description: str) -> str:
    """Declare a secret that the environment's secrets file holds, and get a reference to its value.

    The variable is ephemeral (Terraform 1.10): neither plan nor state holds it, so it fits write-only
    arguments only (https://developer.hashicorp.com/terraform/language/resources/ephemeral/write-only).

    Args:
        scope: any construct of the stack.
        name: key in ``secrets/<environment>.tfvars.json``; asked for twice, it is declared once.
        description: what the value is for.

    Returns:
        A token for a write-only argument.
    """
    stack = cdktf.TerraformStack.of(scope)
    if not isinstance(stack, EnvironmentStack):
        raise SynthesisError(
            f"secret variable {name!r} is declared outside an environment's stack",
            next_step="let stackyard.app.run make the stack",
        )
    if name not in stack.secret_variables:
        variable = cdktf.TerraformVariable(
            stack, name, type="string", sensitive=True, description=description
        )
        # Neither cdktf nor its fork has an argument for it yet.
        variable.add_override("ephemeral", True)
        stack.secret_variables[name] = variable.string_value
    return stack.secret_variables[name]


def _answer(
    project: Project,
    model: type[S],
    build: Callable[[EnvironmentStack, S], object],
    environ: Mapping[str, str],
) -> None:
    question = environ.get("STACKYARD_QUESTION")
    if question == "schema":
        _write_answer(environ, model.model_json_schema())
        return
    asked = environ.get("STACKYARD_ENVIRONMENTS")
    names = asked.split(",") if asked else list_environments(project.environments)
    found = {name: load_environment(project.root, name, model) for name in names}
    if question == "settings":
        _write_answer(environ, {name: s.model_dump(mode="json") for name, s in found.items()})
        return
    check_repository(project.root, names)
    _synthesise(found, build, Path(environ.get("CDKTF_OUTDIR") or project.synthesised))


def _synthesise(found: Mapping[str, S], build: Callable[[EnvironmentStack, S], object], out: Path) -> None:
    app = cdktf.App(outdir=str(out))
    stacks: list[tuple[EnvironmentStack, S]] = []
    for name, settings in found.items():
        refuse_tokens(settings.model_dump(mode="json"), Location(Path("environments") / f"{name}.yaml"))
        stack = EnvironmentStack(app, settings)
        build(stack, settings)
        stacks.append((stack, settings))
    try:
        app.synth()
    except RuntimeError as error:
        # jsii hands every exception of an aspect or a validation over as this one.
        raise SynthesisError("the stacks do not hold together", why=str(error)) from None
    for stack, settings in stacks:
        folder = out / "stacks" / settings.name
        facts = _facts(stack, settings, folder)
        write_atomically(
            folder / "environment.json", json.dumps(facts, indent=2, sort_keys=True) + "\n", derived=True
        )


def _add_backend(stack: cdktf.TerraformStack, settings: EnvironmentSettings) -> None:
    state = settings.state
    if state is None:
        # Without one, cdktf writes this machine's absolute path into the JSON.
        cdktf.LocalBackend(stack, path=f"terraform.{settings.name}.tfstate")
        return
    backend = cdktf.S3Backend(stack, bucket=state.bucket, key=state.key, region=state.region, encrypt=True)
    # Native locking (Terraform 1.10): https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
    del backend
    stack.add_override("terraform.backend.s3.use_lockfile", True)
    if state.endpoint:
        stack.add_override("terraform.backend.s3.endpoints", {"s3": state.endpoint})
        for check in ("credentials_validation", "region_validation", "requesting_account_id", "s3_checksum"):
            stack.add_override(f"terraform.backend.s3.skip_{check}", True)


def _facts(stack: EnvironmentStack, settings: EnvironmentSettings, folder: Path) -> dict[str, object]:
    synthesised = json.loads((folder / "cdk.tf.json").read_text(encoding="utf-8"))
    state = settings.state
    return {
        "name": settings.name,
        "target": settings.target,
        "region": settings.region,
        "account": settings.account,
        "protected": settings.protected,
        "secrets": settings.secrets,
        "state": None
        if state is None
        else {"bucket": state.bucket, "key": state.key, "region": state.region, "endpoint": state.endpoint},
        "variables": sorted(stack.secret_variables),
        "resources": sum(len(by_name) for by_name in synthesised.get("resource", {}).values()),
    }


def _write_answer(environ: Mapping[str, str], reply: object) -> None:
    text = json.dumps(reply, indent=2, sort_keys=True) + "\n"
    if path := environ.get("STACKYARD_ANSWER"):
        write_atomically(Path(path), text, mode=0o600, derived=True)
    else:
        sys.stdout.write(text)


def _report(error: StackyardError, environ: Mapping[str, str]) -> None:
    place = error.where
    if not environ.get("STACKYARD_ANSWER"):
        sys.stderr.write(f"error: {error}\n")
        return
    reply = {
        "what": error.what,
        "where": None if place is None else {"file": str(place.file), "line": place.line, "key": place.key},
        "why": error.why,
        "next": error.next_step,
    }
    _write_answer(environ, {"error": reply})
