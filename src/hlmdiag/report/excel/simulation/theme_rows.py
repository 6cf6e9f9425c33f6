"""The row of a theme: its published score today, and the one that the typed answers give."""

from __future__ import annotations

from typing import Any

from hlmdiag.grid.model import ROOT, Theme
from hlmdiag.report.excel.simulation.layout import Desk
from hlmdiag.report.excel.simulation.lookup_sheet import theme_score
from hlmdiag.report.excel.simulation.tree import APPLIES, node
from hlmdiag.scoring.result_columns import coverage_column

_BAND = "#eef2f6"


def write(desk: Desk, theme: Theme, parent: Theme | None, depth: int, row: int) -> None:
    """Write it; `row` as Excel counts. Every node below has its row."""
    style = desk.page.style.cell
    title = theme.title if theme.id != ROOT else desk.context.say("mot.ensemble")
    look: dict[str, Any] = {"bold": True, "bg_color": _BAND}
    desk.page.cell(row - 1, 0, title, style(align="left", indent=max(depth - 1, 0), **look))
    for column in (1, 3, 4, 6, 10):
        desk.page.cell(row - 1, column, None, style(**look))
    weight = None if parent is None else theme.weight
    desk.page.cell(row - 1, 2, weight, style(num_format="General", align="right", **look))
    number = style(num_format="0.0_)", align="right", **look)
    share = style(num_format="0.0%_)", align="right", **look)
    gap_style = style(num_format='+0.0_);-0.0_);"·"_)', align="right", **look)
    published = theme_score(theme, desk.shown, desk.context)
    desk.formula(row, 5, desk.unit(f"score:{theme.id}"), published, number)
    _simulated(desk, theme, parent, row, published, (number, share))
    gap = None if isinstance(published, str) else 0
    desk.formula(row, 8, f'IF(ISNUMBER(F{row})*ISNUMBER(H{row}),ROUND(H{row}-F{row},9),"")', gap, gap_style)


def _simulated(
    desk: Desk, theme: Theme, parent: Theme | None, row: int, published: Any, styles: tuple[Any, Any]
) -> None:
    number, share = styles
    coverage = desk.shown[coverage_column(theme.id)]
    if not desk.carries(theme):
        desk.formula(row, 7, f"F{row}", published, number)
        desk.page.cell(row - 1, 9, None, share)
        return
    found = node(theme, parent, desk.rows, desk.context.grid.scale, (f"M{row}", f"{APPLIES}{row}"))
    score, brings = desk.brought(theme, parent)
    desk.formula(row, 12, found.score, score)
    desk.formula(row, 13, found.applies, int(coverage is not None))
    desk.formula(row, 14, found.coverage, coverage)
    desk.formula(row, 15, found.brings, brings)
    absent, hidden = desk.at.words["absent"], desk.at.words["non-publie"]
    enough = f"IF(ROUND(O{row},9)>={theme.min_coverage!r},ROUND(M{row},9),{hidden})"
    shown = f"IF(N{row}=0,{absent},IF(ISNUMBER(M{row}),{enough},{hidden}))"
    desk.formula(row, 7, shown, published, number)
    desk.formula(row, 9, f"O{row}", coverage, share)
