"""A small stack from nothing to nothing, with the real Terraform."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from stackyard.errors import TerraformError
from stackyard.terraform.plan import render
from tests.terraform.runner.conftest import BUCKET, Cloud, Yard

pytestmark = pytest.mark.terraform

HOSTILE = "q\" \\ ${x} $${x} $$${ %{if} %%{ \n\r\t ü 漢 \u2028 \x7f </script> '\"'; #{x}"
PASSWORD = "kept-out-of-every-file-7"


def vpc(cidr: str = "10.0.0.0/16", **tags: str) -> dict[str, object]:
    return {"aws_vpc": {"main": {"cidr_block": cidr, "tags": tags}}}


def test_from_nothing_to_nothing(yard: Yard, cloud: Cloud) -> None:
    output = {"id": {"value": "${aws_vpc.main.id}"}, "word": {"value": "x", "sensitive": True}}
    yard.write(resource=vpc(Name="a"), output=output)
    space = yard.workspace()
    assert space.init()
    created = space.plan({})
    assert render(created)[0] == "+ aws_vpc.main"
    assert str(space.apply(created, {})) == "1 created"
    assert any(line.startswith("aws_vpc.main: created after ") for line in yard.lines)
    outputs = space.outputs()

    again = yard.workspace()
    assert not again.init()
    assert again.plan({}).is_empty
    assert again.outputs() == outputs  # From the plan's file, with the same words and marks.
    assert outputs["word"].sensitive
    assert outputs["id"].value

    yard.write(resource=vpc(Name="b"), output=output)
    updated = again.plan({})
    assert '    tags.Name: "a" -> "b"' in render(updated)
    assert str(again.apply(updated, {})) == "1 updated"

    yard.write(resource=vpc("10.9.0.0/16", Name="b"), output=output)
    replaced = again.plan({})
    assert replaced.summary.replace == 1
    assert replaced.changes[0].destroys
    again.apply(replaced, {})
    assert again.state_list() == ["aws_vpc.main"]

    gone = again.plan({}, destroy=True)
    assert str(again.apply(gone, {})) == "1 destroyed"
    assert again.state_list() == []
    state = json.loads(cloud.s3.get_object(Bucket=BUCKET, Key=yard.key)["Body"].read())
    assert state["resources"] == []


def test_nothing_was_ever_applied(yard: Yard) -> None:
    space = yard.workspace()
    space.init()
    assert space.state_list() == []
    assert space.outputs() == {}


def test_hostile_text_reaches_the_provider_as_it_is(yard: Yard) -> None:
    yard.write(
        variable={"text": {"type": "string"}, "all": {"type": "any"}},
        resource={"terraform_data": {"it": {"input": ["${var.text}", "${jsonencode(var.all)}"]}}},
        output={"it": {"value": "${terraform_data.it.output}"}},
    )
    values = {"text": HOSTILE, "all": {HOSTILE: [1, 2.5, True, None, HOSTILE]}}
    yard.deploy(values)  # type: ignore[arg-type]
    found = yard.workspace().outputs()["it"].value
    assert isinstance(found, list)
    assert found[0] == HOSTILE
    assert json.loads(str(found[1])) == values["all"]


def test_an_ephemeral_value_is_in_no_file(yard: Yard, cloud: Cloud) -> None:
    yard.write(
        variable={"pw": {"type": "string", "ephemeral": True, "sensitive": True}},
        resource=vpc(),
        locals={"unused": "${var.pw}"},
    )
    space = yard.workspace(PASSWORD)
    space.init()
    plan = space.plan({"pw": PASSWORD})
    assert plan.file is not None
    assert stat.S_IMODE(plan.file.parent.stat().st_mode) == 0o700
    held = [path for path in _files(yard.root) if PASSWORD.encode() in path.read_bytes()]
    space.apply(plan, {"pw": PASSWORD})
    held += [path for path in _files(yard.root) if PASSWORD.encode() in path.read_bytes()]
    assert held == []
    assert PASSWORD.encode() not in cloud.s3.get_object(Bucket=BUCKET, Key=yard.key)["Body"].read()
    assert PASSWORD not in "\n".join(yard.lines)


def test_a_stale_plan_is_not_applied(yard: Yard) -> None:
    yard.write(resource=vpc(Name="a"))
    space = yard.workspace()
    space.init()
    first, second = space.plan({}), space.plan({})
    space.apply(first, {})
    with pytest.raises(TerraformError, match="changed since"):
        space.apply(second, {})


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and "providers" not in path.parts]
