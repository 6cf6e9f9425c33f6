"""References from « Simuler » to answers in the sheet of criteria, however its lines are sorted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Detail:
    """The lines of the sheet of criteria, one a unit and a criterion, as references that name the sheet.

    `number` counts the lines in the order of writing; `hindrance` says why another answer would not count; `goal` is
    None where no criterion is measured against a goal.
    """

    reply: str
    state: str
    points: str
    number: str
    hindrance: str
    goal: str | None
