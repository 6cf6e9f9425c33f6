"""What the head of a plan counts: decisions, advancement, what is late, amounts by axis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from hlmdiag.plan.model import DONE, DROPPED, LISTS, RETAINED, Plan, PlanRow


@dataclass(frozen=True)
class PlanCounts:
    """`by`: rows by column and word, what is not said under « »; `late`: rows whose deadline is passed and that are
    not done, among the `dated` that have one; `amounts`: cost and tax amounts, with how many rows give one; `axes`: tax
    amounts by axis, those of rows without one under « ».
    """

    rows: int
    by: Mapping[str, Mapping[str, int]]
    late: tuple[PlanRow, ...]
    dated: int
    amounts: Mapping[str, tuple[float, int]]
    axes: Mapping[str, float] = field(default_factory=dict)


def counted(plan: Plan, day: date) -> PlanCounts:
    """The counts of a plan at a day."""
    by = {key: _counted(plan, key) for key in (*LISTS, "lever", "direction", "responsible")}
    late = tuple(row for row in plan.rows if is_late(row, day))
    amounts = {key: _total(plan, key) for key in ("cost", "tfpb")}
    axes: dict[str, float] = {}
    for row in plan.rows:
        amount, axis = _number(row.cells.get("tfpb")), str(row.cells.get("axis") or "")
        if amount is not None:
            axes[axis] = axes.get(axis, 0.0) + amount
    dated = sum(isinstance(row.cells.get("deadline"), date) for row in plan.rows)
    return PlanCounts(len(plan.rows), by, late, dated, amounts, axes)


def undecided(plan: Plan, units: Mapping[str, Mapping[str, str | None]], level: str) -> list[tuple[str, str]]:
    """The code and the name of the units in words at `level` of which the plan retains no action."""
    decided = {row.key[0] for row in plan.rows if row.cells.get("decision") == RETAINED}
    return [
        (code, unit["name"] or "") for code, unit in units.items() if unit["level"] == level and code not in decided
    ]


def is_late(row: PlanRow, day: date) -> bool:
    """Whether the deadline of a retained action is passed and it is not done."""
    deadline, status = row.cells.get("deadline"), row.cells.get("status")
    is_asked = row.cells.get("decision") in (RETAINED, None)
    return isinstance(deadline, date) and deadline < day and status not in (DONE, DROPPED) and is_asked


def _counted(plan: Plan, key: str) -> dict[str, int]:
    counts = Counter(str(row.cells.get(key) or "") for row in plan.rows)
    order = [*LISTS.get(key, ()), *sorted(counts)]
    return {word: counts[word] for word in dict.fromkeys(order) if counts[word]}


def _total(plan: Plan, key: str) -> tuple[float, int]:
    found = [number for row in plan.rows if (number := _number(row.cells.get(key))) is not None]
    return sum(found), len(found)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
