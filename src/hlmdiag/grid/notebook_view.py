"""Representations of a grid in a notebook: one line, or a table of its first indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hlmdiag.text.notebook import html_table

if TYPE_CHECKING:
    from hlmdiag.grid.model import Grid


def in_one_line(grid: Grid) -> str:
    """The grid in one line."""
    return f"<hlmdiag.Grid: {grid.id} {grid.version}, {len(grid.indicators)} indicators>"


def as_table(grid: Grid) -> str:
    """Its first indicators, as HTML."""
    rows = [(each.id, each.title, each.unit, each.weight) for each in grid.indicators]
    return html_table(in_one_line(grid), ["id", "title", "unit", "weight"], rows)
