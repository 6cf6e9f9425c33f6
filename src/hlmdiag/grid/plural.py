"""Counts units with their name, in the plural from two on."""

from __future__ import annotations

from hlmdiag.grid.model import Grid
from hlmdiag.text.figures import integer


def count_of(count: int, grid: Grid, language: str) -> str:
    """A number of units with their name, in the plural from two on (« 1 résidence », « 60 résidences »)."""
    noun = grid.unit if abs(count) < 2 or grid.unit.endswith(("s", "x")) else f"{grid.unit}s"
    return f"{integer(count, language)} {noun}"
