"""Whole cases as hypothesis strategies: a grid, its stock, its events, its overrides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from generators.draws import Chooser
from generators.grids import GridMaker
from generators.rows import event_rows, override_rows, stock_rows

Row = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A grid and a campaign."""

    grid: Row
    rows: list[Row]
    events: dict[str, list[Row]]
    overrides: list[Row]


@st.composite
def cases(draw: Any, *, stock: bool = True, plain: bool = False, most: int = 5) -> Case:
    """`stock`: functions over the stock allowed; `plain`: no adjustment."""
    chooser = Chooser(draw)
    grid = GridMaker(chooser, stock=stock, plain=plain).grid()
    rows = stock_rows(chooser, grid, most)
    events = event_rows(chooser, rows) if "tables" in grid else {}
    return Case(grid, rows, events, override_rows(chooser, grid, rows))
