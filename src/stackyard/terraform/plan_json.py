"""Reads ``terraform show -json`` of a plan file. Its format is documented as "JSON output format", version 1."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from stackyard.errors import TerraformError
from stackyard.terraform.attributes import Sides, Step, attribute_changes, sensitive_texts
from stackyard.terraform.events import redacted
from stackyard.terraform.plan import Action, Plan, ResourceChange
from stackyard.terraform.variables import JsonValue

_ACTIONS = {
    ("no-op",): Action.NOTHING,
    ("create",): Action.CREATE,
    ("read",): Action.READ,
    ("update",): Action.UPDATE,
    ("delete", "create"): Action.REPLACE,
    ("create", "delete"): Action.REPLACE,
    # What OpenTofu and later Terraforms say where the old one is left standing.
    ("forget", "create"): Action.REPLACE,
    ("create", "forget"): Action.REPLACE,
    ("delete",): Action.DESTROY,
    ("forget",): Action.FORGET,
}


def read_plan(text: str, *, file: Path, redact: Callable[[str], str] = str) -> Plan:
    """The typed plan.

    Args:
        text: what ``show -json`` printed.
        file: the plan file that it was made from.
        redact: takes known secrets out of every text in it.

    Raises:
        TerraformError: it is no plan, or one with actions that this version of stackyard does not know.
    """
    try:
        document = _object(redacted(json.loads(text), redact))
    except ValueError:
        raise TerraformError("Terraform described its plan in no JSON") from None
    if not str(document.get("format_version", "")).startswith("1."):
        raise TerraformError(
            "Terraform described its plan in an unknown format",
            why=f"format_version is {document.get('format_version')!r}, not 1.x",
            next_step="use a version of Terraform that `stackyard doctor` names",
        )
    nodes = [_object(one) for one in _list(document.get("resource_changes"))]
    secret = _sensitive_texts(nodes)
    changes = (_resource(node, secret) for node in nodes)
    outputs = _object(document.get("output_changes"))
    return Plan(
        file=file,
        changes=tuple(sorted((c for c in changes if _matters(c)), key=lambda one: one.address)),
        output_changes=tuple(
            sorted(name for name, one in outputs.items() if _action(one) is not Action.NOTHING)
        ),
        drift=tuple(sorted(_drifted(document, secret))),
    )


def _drifted(document: dict[str, JsonValue], secret: frozenset[str]) -> Iterator[str]:
    for node in _list(document.get("resource_drift")):
        change = _resource(_object(node), secret)
        # Providers write null at first and an empty map later: such drift is none, and has no attributes here.
        if change.attributes or change.action is Action.DESTROY:
            yield change.address


def _sensitive_texts(nodes: list[dict[str, JsonValue]]) -> frozenset[str]:
    """Every text that is sensitive somewhere in the plan.

    A provider may copy one into a computed attribute that carries no mark: AWS does so from ``tags`` to
    ``tags_all``. Such a copy is kept out as well.
    """
    sides = (_sides(_object(node.get("change"))) for node in nodes)
    return frozenset(text for side in sides for text in sensitive_texts(side))


def _matters(change: ResourceChange) -> bool:
    moves = change.moved_from is not None or change.import_id is not None
    return moves or change.action not in (Action.NOTHING, Action.READ)


def _resource(node: dict[str, JsonValue], secret: frozenset[str]) -> ResourceChange:
    change = _object(node.get("change"))
    action = _action(change)
    importing = _object(change.get("importing"))
    known_by_identity = "importing" in change and "id" not in importing
    address = str(node.get("address", ""))
    before_that = node.get("previous_address")
    return ResourceChange(
        address=address,
        type=str(node.get("type", "")),
        action=action,
        attributes=()
        if action in (Action.NOTHING, Action.FORGET)
        else attribute_changes(_sides(change), secret),
        import_id="its identity" if known_by_identity else _text(importing.get("id")),
        moved_from=_text(before_that) if before_that != address else None,
        reason=_text(node.get("action_reason")),
    )


def _sides(change: dict[str, JsonValue]) -> Sides:
    return Sides(
        before=change.get("before"),
        after=change.get("after"),
        unknown=change.get("after_unknown"),
        before_sensitive=change.get("before_sensitive"),
        after_sensitive=change.get("after_sensitive"),
        replace_paths=[[_step(step) for step in _list(path)] for path in _list(change.get("replace_paths"))],
    )


def _action(node: JsonValue) -> Action:
    words = tuple(str(word) for word in _list(_object(node).get("actions")))
    try:
        return _ACTIONS[words]
    except KeyError:
        # Never passed over: it could be one that destroys.
        raise TerraformError(
            f"Terraform plans an action that stackyard does not know: {', '.join(words) or 'none'}",
            next_step="use a version of Terraform that `stackyard doctor` names",
        ) from None


def _step(node: JsonValue) -> Step:
    return node if isinstance(node, int) else str(node)


def _object(node: JsonValue) -> dict[str, JsonValue]:
    return node if isinstance(node, dict) else {}


def _list(node: JsonValue) -> list[JsonValue]:
    return node if isinstance(node, list) else []


def _text(node: JsonValue) -> str | None:
    return node if isinstance(node, str) else None
