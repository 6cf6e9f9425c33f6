"""A plan and all that is told of it: what every format shows, worked out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hlmdiag.plan.expected_shown import ExpectedLine
from hlmdiag.plan.model import Plan
from hlmdiag.plan.places import UnitPlace
from hlmdiag.plan.target_shown import TargetTold


@dataclass(frozen=True)
class ToldPlan:
    """`units`: what the diagnosis says of each unit, by code; `places`: where each is; `expected`: what comes of its
    actions if they reach their aim; `target`: the cheapest plan for a level, where one was asked for; `day`: that by
    which rows are late.
    """

    plan: Plan
    units: Mapping[str, Mapping[str, str | None]]
    places: Mapping[str, UnitPlace]
    expected: Sequence[ExpectedLine]
    day: date
    target: TargetTold | None = None
