"""A plan in parts, one for each function, direction or group, to send out and take back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from hlmdiag.plan.model import PlanRow
from hlmdiag.plan.told import ToldPlan

SPLITS: Final[Mapping[str, str]] = {"responsable": "responsible", "direction": "direction", "agence": "group"}
"""By what a plan is split, and the column that says it."""


def parts_of(told: ToldPlan, key: str) -> dict[str, ToldPlan]:
    """The rows of each value of a column, and what is told of their units; those without a value under « »."""
    by: dict[str, list[PlanRow]] = {}
    for row in told.plan.rows:
        by.setdefault(str(row.cells.get(key) or "").strip(), []).append(row)
    return {value: _part(told, by[value]) for value in sorted(by, key=lambda each: (not each, each))}


def _part(told: ToldPlan, rows: list[PlanRow]) -> ToldPlan:
    codes = {row.key[0] for row in rows}
    keys = {row.key for row in rows}
    conflicts = tuple(each for each in told.plan.conflicts if (each.code, each.action) in keys)
    return replace(
        told,
        plan=replace(told.plan, rows=tuple(rows), conflicts=conflicts),
        units={code: unit for code, unit in told.units.items() if code in codes},
        expected=[line for line in told.expected if line.cells[0] in codes],
        target=None,
    )
