"""A plan with every kind of change, recorded from Terraform on the emulator."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackyard.errors import TerraformError
from stackyard.terraform.attributes import AttributeChange, Sides, attribute_changes
from stackyard.terraform.plan import Action, Plan, PlanSummary, render
from stackyard.terraform.plan_json import read_plan
from stackyard.terraform.variables import JsonValue

RECORDED = Path(__file__).parent / "recorded"
FILE = Path("plan")
SENSITIVE = "geheim-eins"


@pytest.fixture(scope="module")
def text() -> str:
    return (RECORDED / "every_action.show.json").read_text()


@pytest.fixture(scope="module")
def plan(text: str) -> Plan:
    return read_plan(text, file=FILE)


def test_every_action(plan: Plan) -> None:
    assert {change.address: change.action for change in plan.changes} == {
        "aws_eip.found": Action.NOTHING,
        "aws_eip.gone": Action.DESTROY,
        "aws_eip.kept": Action.FORGET,
        "aws_eip.label": Action.UPDATE,
        "aws_eip.moved": Action.NOTHING,
        "aws_route53_zone.z": Action.CREATE,
        "aws_security_group.sg": Action.REPLACE,
        "aws_vpc.main": Action.UPDATE,
        "aws_vpc.second": Action.REPLACE,
    }
    assert [change.address for change in plan.changes if change.destroys] == [
        "aws_eip.gone",
        "aws_security_group.sg",
        "aws_vpc.second",
    ]


def test_the_counts(plan: Plan) -> None:
    assert plan.summary == PlanSummary(1, 2, 2, 1, imports=1, move=1, forget=1, outputs=1)
    assert plan.summary.planned() == (
        "1 to create, 2 to update, 2 to replace, 1 to destroy, 1 to import, 1 to move, 1 to forget"
    )
    assert str(plan.summary).startswith("1 created, 2 updated")


def test_the_text(plan: Plan) -> None:
    lines = render(plan)
    assert "-/+ aws_vpc.second" in lines
    assert '    cidr_block: "10.1.0.0/16" -> "10.2.0.0/16"  # forces replacement' in lines
    assert '    tags["a key"]: "ü"' in lines
    assert "  aws_eip.moved (moved from aws_eip.ip)" in lines
    assert "~ output zone" in lines
    assert lines[-1] == plan.summary.planned()


def test_what_is_sensitive_is_in_neither_form(plan: Plan, text: str) -> None:
    assert SENSITIVE in text
    # The provider copies tags to tags_all without the mark.
    assert "    tags_all.secret: (sensitive)" in render(plan)
    assert SENSITIVE not in "\n".join(render(plan)) + json.dumps(plan.to_json()) + repr(plan)


def test_json_is_stable_and_holds_no_path(plan: Plan, text: str) -> None:
    document = json.loads(text)
    document["resource_changes"].reverse()
    again = read_plan(json.dumps(document), file=Path("/other"))
    assert json.dumps(again.to_json()) == json.dumps(plan.to_json())


def test_an_empty_plan() -> None:
    assert Plan().is_empty
    assert render(Plan()) == ["no changes"]
    assert Plan().to_json()["changes"] == []


def test_outputs_alone_are_a_change() -> None:
    document = {
        "format_version": "1.2",
        "output_changes": {"a": {"actions": ["update"]}, "b": {"actions": ["no-op"]}},
    }
    plan = read_plan(json.dumps(document), file=FILE)
    assert not plan.is_empty
    assert render(plan) == ["~ output a", "1 output changed"]


@pytest.mark.parametrize("actions", [["explode"], [], ["delete", "explode"]])
def test_an_unknown_action_is_an_error(actions: list[str]) -> None:
    document = {
        "format_version": "1.2",
        "resource_changes": [{"address": "a.b", "change": {"actions": actions}}],
    }
    with pytest.raises(TerraformError, match="does not know"):
        read_plan(json.dumps(document), file=FILE)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format_version": "2.0"}'])
def test_another_format_is_an_error(text: str) -> None:
    with pytest.raises(TerraformError):
        read_plan(text, file=FILE)


def test_a_mark_above_or_below_a_leaf_hides_it() -> None:
    before: JsonValue = {"a": {"b": "one"}}
    after: JsonValue = {"a": {"b": "two"}}
    every: list[JsonValue] = [True, {"a": True}, {"a": {"b": True}}]
    for marks in every:
        [found] = attribute_changes(Sides(before, after, {}, marks, {}))
        assert found == AttributeChange("a.b", sensitive=True)


def test_a_value_that_becomes_unknown_as_a_whole_is_one_line() -> None:
    [found] = attribute_changes(Sides({"l": ["x", "y"]}, {}, {"l": True}, {}, {}))
    assert (found.path, found.unknown) == ("l", True)


def test_true_is_not_one() -> None:
    [found] = attribute_changes(Sides({"a": 1}, {"a": True}, {}, {}, {}))
    assert str(found) == "a: 1 -> true"
