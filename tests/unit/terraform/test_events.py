"""Terraform's stream, recorded from a real run on the emulator, as typed events."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackyard.io.redact import Redactor
from stackyard.terraform.events import (
    ApplyComplete,
    ApplyProgress,
    ApplyStart,
    ChangeSummary,
    Diagnostic,
    Event,
    Outputs,
    PlannedChange,
    RefreshComplete,
    parse,
)
from stackyard.terraform.progress import PlainProgress

RECORDED = Path(__file__).parent / "recorded"


def events(name: str) -> list[Event]:
    lines = (RECORDED / f"{name}.stream.jsonl").read_text().splitlines()
    return [event for event in map(parse, lines) if event is not None]


def test_a_plan() -> None:
    found = events("plan")
    assert PlannedChange("aws_vpc.second", "replace") in found
    assert RefreshComplete("aws_vpc.main") in found
    assert ChangeSummary("plan", 3, 2, 3, 1) in found


def test_an_apply() -> None:
    found = events("apply")
    assert ApplyStart("aws_eip.gone", "delete") in found
    assert ApplyProgress("aws_route53_zone.z", "create", 10) in found
    assert ApplyComplete("aws_route53_zone.z", "create", 15) in found
    assert Outputs(("ip", "zone")) in found


def test_a_locked_state() -> None:
    [found] = events("locked")
    assert isinstance(found, Diagnostic)
    assert found.is_error
    assert "anna@laptop" in found.detail


@pytest.mark.parametrize(
    "line", ["", "Successfully configured", "{", "{}", "[1]", '{"type":"version"}', '{"type":7}']
)
def test_other_lines_are_passed_over(line: str) -> None:
    assert parse(line) is None


@pytest.mark.parametrize("kind", ["diagnostic", "apply_start", "apply_complete", "change_summary", "outputs"])
def test_missing_members_are_no_error(kind: str) -> None:
    assert parse(json.dumps({"type": kind, "hook": 1, "diagnostic": None})) is not None


def test_a_secret_that_is_a_word_of_the_format_breaks_nothing() -> None:
    line = json.dumps(
        {"type": "diagnostic", "diagnostic": {"severity": "error", "summary": "bad: diagnostic"}}
    )
    found = parse(line, Redactor(["diagnostic"]))
    assert isinstance(found, Diagnostic)
    assert found.summary == "bad: (secret)"


def test_secrets_are_taken_out() -> None:
    line = json.dumps({"type": "diagnostic", "diagnostic": {"summary": "x", "detail": 'got "hunter2\n2"'}})
    found = parse(line, Redactor(["hunter2\n2"]))
    assert isinstance(found, Diagnostic)
    assert found.detail == 'got "(secret)"'


def test_plain_progress_has_a_line_for_each_start_and_end() -> None:
    lines: list[str] = []
    progress = PlainProgress(lines.append)
    for event in events("apply"):
        progress.event(event)
    assert "aws_route53_zone.z: creating" in lines
    assert "aws_route53_zone.z: still creating, 10 s" in lines
    assert "aws_route53_zone.z: created after 15 s" in lines
    assert "aws_eip.gone: destroyed after 0 s" in lines
