"""Asking Terraform for a schema, with a Terraform that is made up."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from stackyard.bindings.fetch import fetch_schema
from stackyard.bindings.manifest import Selection
from stackyard.errors import BindingsError
from stackyard.io.process import Completed, LineSink, Pipe, RefusingRunner

SELECTION = Selection("cloud", "acme/cloud", "1.2.3")
SCHEMA = (Path(__file__).parent / "schema.json").read_text(encoding="utf-8")


class MadeUpTerraform(RefusingRunner):
    """Answers what it was given, and keeps what it was asked."""

    def __init__(self, init: Completed, schema: Completed) -> None:
        self.answers = {"init": init, "providers": schema}
        self.required: object = None
        self.folder: Path | None = None

    def run(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path | None = None,
        stdin: str | None = None,
        timeout: float | None = None,
        pipe: Pipe | None = None,
        on_stdout: LineSink | None = None,
        on_stderr: LineSink | None = None,
        on_interrupt: Callable[[], None] | None = None,
    ) -> Completed:
        assert cwd is not None
        self.folder = cwd
        self.required = json.loads((cwd / "main.tf.json").read_text())["terraform"]["required_providers"]
        return self.answers[command[1]]


def fetch(terraform: MadeUpTerraform) -> frozenset[str]:
    found = fetch_schema(SELECTION, terraform=Path("terraform"), environ={}, runner=terraform)
    return found.resource_names()


def test_exactly_the_selected_version_is_asked_for_and_the_folder_is_gone() -> None:
    terraform = MadeUpTerraform(Completed(0, "", ""), Completed(0, SCHEMA, ""))
    assert "cloud_disk" in fetch(terraform)
    assert terraform.required == {"cloud": {"source": "acme/cloud", "version": "= 1.2.3"}}
    assert terraform.folder is not None
    assert not terraform.folder.exists()


def test_what_terraform_says_is_the_reason() -> None:
    terraform = MadeUpTerraform(Completed(1, "", "no such provider\n"), Completed(0, SCHEMA, ""))
    with pytest.raises(BindingsError, match=r"cannot get the schema of acme/cloud 1\.2\.3") as refused:
        fetch(terraform)
    assert refused.value.why == "no such provider"


def test_an_answer_that_is_no_json_is_refused() -> None:
    with pytest.raises(BindingsError, match="no JSON"):
        fetch(MadeUpTerraform(Completed(0, "", ""), Completed(0, "{", "")))
