"""The standing of an action of a unit, from the rows that are its steps: whether it is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from hlmdiag.plan.model import DONE, DROPPED, PUT_OFF, STARTED, PlanRow

StepStanding = Literal["done", "undone", "unsaid"]
"""Done, not done by what people say, or nobody says."""


def standing(steps: Sequence[PlanRow]) -> StepStanding:
    """The standing of an action by its steps: done where each one that is not dropped is, and one at least is.

    A blank status says nothing, unless the action was not retained.
    """
    said = [(row.cells.get("status"), row.cells.get("decision")) for row in steps]
    kept = [each for each in said if each[0] != DROPPED]
    if kept and all(status == DONE for status, _ in kept):
        return "done"
    if said and (not kept or any(status in STARTED for status, _ in kept)):
        return "undone"
    is_put_off = all(status is None and decision in PUT_OFF for status, decision in kept)
    return "undone" if kept and is_put_off else "unsaid"
