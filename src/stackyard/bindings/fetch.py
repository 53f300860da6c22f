"""Asks Terraform for a provider's schema."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from stackyard.bindings.manifest import Selection
from stackyard.bindings.schema import ProviderSchema, read_schema
from stackyard.errors import BindingsError
from stackyard.io.process import Runner

SECONDS = 600
"""Time for fetching a provider; the largest are over 100 MB."""


def fetch_schema(
    selection: Selection, *, terraform: Path, environ: Mapping[str, str], runner: Runner
) -> ProviderSchema:
    """The schema of exactly the selected version, by way of a folder that is gone afterwards.

    Args:
        selection: provider and version.
        terraform: the program.
        environ: the environment of its process, with its CLI configuration.
        runner: starts it.

    Raises:
        BindingsError: the provider cannot be had, or Terraform's answer cannot be read.
    """
    needs = {selection.name: {"source": selection.source, "version": f"= {selection.version}"}}
    with tempfile.TemporaryDirectory(prefix="stackyard-bindings-") as folder:
        here = Path(folder)
        (here / "main.tf.json").write_text(
            json.dumps({"terraform": {"required_providers": needs}}), encoding="utf-8"
        )
        _ask([str(terraform), "init", "-input=false", "-no-color"], here, environ, runner, selection)
        text = _ask([str(terraform), "providers", "schema", "-json"], here, environ, runner, selection)
    try:
        document = json.loads(text)
    except ValueError as error:
        raise BindingsError("Terraform's answer is no JSON", why=str(error)) from None
    return read_schema(document, selection.source)


def _ask(
    command: list[str], folder: Path, environ: Mapping[str, str], runner: Runner, selection: Selection
) -> str:
    done = runner.run(command, env=environ, cwd=folder, timeout=SECONDS)
    if done.returncode != 0:
        raise BindingsError(
            f"cannot get the schema of {selection.source} {selection.version}",
            why=done.stderr.strip() or f"`terraform {command[1]}` ended with {done.returncode}",
            next_step="check source and version in bindings.json, and that this machine reaches the registry "
            "or has a provider mirror",
        )
    return done.stdout
