"""The first look of one row of a result, for whoever shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hlmdiag.grid.level import Level
from hlmdiag.grid.model import Grid


@dataclass(frozen=True)
class Looked:
    """First look at a unit without a level; `score` is None where too little of the view is known.

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
    level = grid.levels.named(row["first_look_level"])
    own = grid.levels.of(score) if score is not None else None
    return Looked(level, own, score, low, high, coverage)
