"""The first look of one row of a result, for whoever shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hlmdiag.grid.model import Grid, Level


@dataclass(frozen=True)
class Looked:
    """What one view says of a unit without level; `score` is None where too little of the view is known.

    `level` is raised by flags and stays among those still possible; `own` is that of the score alone. `low` and `high`
    speak of the blanks of the view only: they are shown beside the interval of the whole and the flags to check.
    """

    level: Level | None
    own: Level | None
    score: float | None
    low: float | None
    high: float | None
    coverage: float | None


def looked_at(row: Mapping[str, Any], grid: Grid) -> Looked | None:
    """The first look of a row; None where the grid has none, or where the level is known."""
    coverage = row.get("first_look_coverage")
    if grid.first_look is None or coverage is None:
        return None
    score, low, high = (row[f"first_look_{what}"] for what in ("score", "low", "high"))
    level = next((each for each in grid.levels if each.id == row["first_look_level"]), None)
    return Looked(level, _of_score(score, grid), score, low, high, coverage)


def _of_score(score: float | None, grid: Grid) -> Level | None:
    """The level of a score: the one with the greatest `from` that it reaches, else the bottom of the scale."""
    if score is None:
        return None
    starts = [(level.start, level) for level in grid.levels if level.start is not None]
    reached = [pair for pair in starts if pair[0] <= score]
    ordered = sorted(reached, key=lambda pair: -pair[0]) or sorted(starts, key=lambda pair: pair[0])
    return ordered[0][1] if ordered else None
