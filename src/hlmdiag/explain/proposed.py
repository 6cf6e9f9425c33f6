"""The actions that the grid proposes to units, with the answers that triggered them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from hlmdiag.explain.diagnostic import IndicatorReading, ProposedAction
from hlmdiag.explain.indicator_details import Readings
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.result import Result
from hlmdiag.wording import Wording


def proposed_to(
    grid: Grid, values: Mapping[str, Any], readings: Sequence[IndicatorReading]
) -> tuple[ProposedAction, ...]:
    """The actions of a unit in their order, from its row of the result and its readings."""
    known = {action.id: action for action in grid.actions}
    by_id = {reading.indicator.id: reading for reading in readings}
    found = []
    for action in (known[id] for id in values["actions"] or () if id in known):
        triggers = tuple(by_id[target] for target in action.targets if target in by_id)
        followed = by_id.get(action.success or "")
        found.append(ProposedAction(action, triggers, followed.indicator.title if followed else action.success))
    return tuple(found)


def proposals_of(
    result: Result, words: Wording, rows: Iterable[int]
) -> Iterator[tuple[Mapping[str, Any], tuple[ProposedAction, ...]]]:
    """The row of the result and the actions of some units: what would change their levels is not searched for."""
    readings = Readings(result, words)
    for row in rows:
        values = {**result.frame.row(row, named=True), **readings.standards(row)}
        yield values, proposed_to(result.grid, values, readings.of(values))
