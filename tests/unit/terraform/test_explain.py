"""What Terraform says when it fails, as advice."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackyard.errors import StateLocked, TerraformError
from stackyard.terraform.events import Diagnostic, parse
from stackyard.terraform.explain import Failure, explain

RECORDED = Path(__file__).parent / "recorded"


def failure(
    *diagnostics: Diagnostic, stderr: str = "", code: int = 1, directory: Path = Path("out")
) -> Failure:
    return Failure("plan", directory, code, diagnostics, stderr)


def error(summary: str, detail: str = "", **more: object) -> Diagnostic:
    return Diagnostic("error", summary, detail, **more)  # type: ignore[arg-type]


def test_a_locked_state_names_holder_time_and_way_out() -> None:
    found = parse((RECORDED / "locked.stream.jsonl").read_text())
    assert isinstance(found, Diagnostic)
    raised = explain(failure(found))
    assert isinstance(raised, StateLocked)
    assert raised.what == "the state is locked by anna@laptop since 2026-01-02 03:04:05.678 +0000 UTC"
    assert "apply on state/proj.tfstate" in str(raised)
    assert "force-unlock 11111111-2222-3333-4444-555555555555" in str(raised)


def test_a_lock_that_cannot_be_read() -> None:
    raised = explain(failure(error("Error acquiring the state lock", "access denied")))
    assert isinstance(raised, StateLocked)
    assert raised.what == "the state is locked"


@pytest.mark.parametrize(
    ("summary", "what", "advice"),
    [
        ('S3 bucket "here" does not exist.\n', "the state bucket here does not exist", "create it"),
        ("api error NoSuchBucket: ", "the state bucket does not exist", "create it"),
        ("AWS account ID not allowed: 123456789012", "account 123456789012", "account"),
        ("No valid credential sources found", "there are no AWS credentials", "--emulate"),
        ("api error ExpiredToken: The security token", "expired", "sign in"),
        ("api error InvalidClientTokenId: x", "does not accept", "AWS_PROFILE"),
        ("api error UnauthorizedOperation: x", "not allowed", "permission"),
        (
            "Failed to query available provider packages",
            "a provider cannot be fetched",
            "STACKYARD_PROVIDER_MIRROR",
        ),
        ('Post "http://127.0.0.1:9/": connect: connection refused', "cannot be reached", "AWS_ENDPOINT_URL"),
        ("Saved plan is stale", "changed since", "plan again"),
        ("write /x: no space left on device", "the disk is full", "free space"),
        ("Instance cannot be destroyed", "protected", "protection"),
    ],
)
def test_known_causes(summary: str, what: str, advice: str) -> None:
    raised = explain(failure(error(summary)))
    assert what in raised.what
    assert raised.next_step is not None
    assert advice in raised.next_step
    assert raised.why is not None
    assert summary.strip() in raised.why


def test_an_unknown_cause_is_passed_on_with_its_address_and_place(tmp_path: Path) -> None:
    (tmp_path / "cdk.tf.json").touch()
    one = error("creating VPC", "bad\n\ncidr", address="aws_vpc.main", file="cdk.tf.json", line=7)
    raised = explain(failure(one, directory=tmp_path))
    assert raised.why == "aws_vpc.main: creating VPC\nbad\ncidr"
    assert str(raised.where) == f"{tmp_path}/cdk.tf.json:7 (aws_vpc.main)"


def test_the_place_of_a_value_is_no_place(tmp_path: Path) -> None:
    for name in ("<value for var.x>", "/dev/fd/5"):
        assert explain(failure(error("x", file=name, line=1), directory=tmp_path)).where is None


def test_warnings_are_not_the_cause() -> None:
    raised = explain(failure(Diagnostic("warning", "NoSuchBucket"), error("other")))
    assert raised.why == "other"


def test_text_for_people_is_unboxed() -> None:
    raised = explain(failure(stderr="\x1b[31m╷\x1b[0m\n│ \x1b[1mError: bad\x1b[0m\n│ \n│ flag\n╵\n"))
    assert raised.why == "Error: bad\nflag"


def test_silence() -> None:
    assert "said nothing" in str(explain(failure(code=3)))


@pytest.mark.parametrize(("code", "name"), [(-9, "SIGKILL"), (-15, "SIGTERM"), (-99, "signal 99")])
def test_a_killed_child(code: int, name: str) -> None:
    raised = explain(failure(code=code))
    assert isinstance(raised, TerraformError)
    assert name in raised.what
    assert "errored.tfstate" in str(raised)
