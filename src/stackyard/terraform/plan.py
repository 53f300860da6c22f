"""A plan as a typed value, counted and ready to show.

No value that the provider or the stack calls sensitive is in it, nor any write-only one: Terraform never
puts those in a plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from stackyard.terraform.attributes import AttributeChange
from stackyard.terraform.variables import JsonValue


class Action(Enum):
    """What becomes of a resource."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DESTROY = "destroy"
    FORGET = "forget"
    READ = "read"
    NOTHING = "no-op"


_SIGNS = {
    Action.CREATE: "+",
    Action.UPDATE: "~",
    Action.REPLACE: "-/+",
    Action.DESTROY: "-",
    Action.FORGET: ".",
    Action.READ: "<=",
    Action.NOTHING: " ",
}


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """What a plan does to one resource.

    Args:
        address: e.g. ``aws_vpc.main``.
        type: e.g. ``aws_vpc``.
        action: what becomes of it; ``NOTHING`` where it is only imported or moved.
        attributes: those that change, sorted by path; none for a resource that goes.
        import_id: the id under which it is taken into the state.
        moved_from: its address so far, where that differs.
        reason: Terraform's word for why, e.g. ``replace_because_tainted``.
    """

    address: str
    type: str
    action: Action
    attributes: tuple[AttributeChange, ...] = ()
    import_id: str | None = None
    moved_from: str | None = None
    reason: str | None = None

    @property
    def destroys(self) -> bool:
        """Whether what is there now ceases to be."""
        return self.action in (Action.DESTROY, Action.REPLACE)


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """How many resources of each kind of change; one that is moved and updated counts in both."""

    create: int = 0
    update: int = 0
    replace: int = 0
    destroy: int = 0
    imports: int = 0
    move: int = 0
    forget: int = 0
    outputs: int = 0

    def counts(self) -> dict[str, int]:
        """By the word that is shown, in the order that is shown."""
        return {
            "create": self.create,
            "update": self.update,
            "replace": self.replace,
            "destroy": self.destroy,
            "import": self.imports,
            "move": self.move,
            "forget": self.forget,
        }

    def done(self) -> str:
        """What was done, e.g. ``3 created, 1 updated``."""
        words = ("created", "updated", "replaced", "destroyed", "imported", "moved", "forgotten")
        return self._join(f"{n} {word}" for n, word in zip(self.counts().values(), words, strict=True) if n)

    def planned(self) -> str:
        """What would be done, e.g. ``3 to create, 1 to update``."""
        return self._join(f"{n} to {word}" for word, n in self.counts().items() if n)

    def _join(self, parts: Iterable[str]) -> str:
        texts = list(parts)
        if not texts and self.outputs:
            texts = [f"{self.outputs} output{'s' if self.outputs > 1 else ''} changed"]
        return ", ".join(texts) or "no changes"

    def __str__(self) -> str:
        return self.done()


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan of one environment.

    Args:
        file: Terraform's own form of it, which is what gets applied; ``None`` where there is nothing to apply.
        changes: sorted by address; resources that stay as they are not among them.
        output_changes: names of outputs that change, sorted.
        drift: addresses of what was changed outside of Terraform, sorted; not looked for where nothing changes.
    """

    file: Path | None = None
    changes: tuple[ResourceChange, ...] = ()
    output_changes: tuple[str, ...] = ()
    drift: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to apply."""
        return self.file is None and not self.changes and not self.output_changes

    @property
    def summary(self) -> PlanSummary:
        """The counts."""
        return summarise(self.changes, outputs=len(self.output_changes))

    def to_json(self) -> dict[str, JsonValue]:
        """For ``--json``: the same for the same plan, without paths or times."""
        counts: dict[str, JsonValue] = dict(self.summary.counts().items())
        return {
            "summary": counts,
            "changes": [_json(change) for change in self.changes],
            "outputs": list(self.output_changes),
            "drift": list(self.drift),
        }


def summarise(changes: Sequence[ResourceChange], *, outputs: int = 0) -> PlanSummary:
    """The counts of some changes."""

    def count(action: Action) -> int:
        return sum(change.action is action for change in changes)

    return PlanSummary(
        create=count(Action.CREATE),
        update=count(Action.UPDATE),
        replace=count(Action.REPLACE),
        destroy=count(Action.DESTROY),
        imports=sum(change.import_id is not None for change in changes),
        move=sum(change.moved_from is not None for change in changes),
        forget=count(Action.FORGET),
        outputs=outputs,
    )


def render(plan: Plan) -> list[str]:
    """Lines for people, sorted by address, the counts last."""
    lines: list[str] = [f"! {address} was changed outside of Terraform" for address in plan.drift]
    for change in plan.changes:
        lines.append(f"{_SIGNS[change.action]} {change.address}{_notes(change)}")
        lines += [f"    {attribute}" for attribute in _shown(change)]
    lines += [f"~ output {name}" for name in plan.output_changes]
    return [*lines, plan.summary.planned()]


def _shown(change: ResourceChange) -> list[AttributeChange]:
    """For a replacement, what forces it and what gets a new value; not all that the provider computes anew."""
    if change.action is not Action.REPLACE:
        return list(change.attributes)
    return [
        one for one in change.attributes if one.forces_replacement or one.sensitive or one.after is not None
    ]


def _notes(change: ResourceChange) -> str:
    notes = [f"moved from {change.moved_from}"] if change.moved_from else []
    notes += [f"imported as {change.import_id}"] if change.import_id else []
    return f" ({', '.join(notes)})" if notes else ""


def _json(change: ResourceChange) -> JsonValue:
    attributes: list[JsonValue] = [attribute.to_json() for attribute in change.attributes]
    return {
        "address": change.address,
        "type": change.type,
        "action": change.action.value,
        "attributes": attributes,
        "import_id": change.import_id,
        "moved_from": change.moved_from,
        "reason": change.reason,
    }
