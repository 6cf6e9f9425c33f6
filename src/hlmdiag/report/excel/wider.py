"""The sheet of the wider units, where the grid rolls up: one line each."""

from __future__ import annotations

from typing import Any

from hlmdiag.report.excel.context import COUNT, PERCENT, SCORE, WIDE, Context
from hlmdiag.report.excel.page import Page, SheetColumn
from hlmdiag.synthesis import rolled_up_table

_LOOKS: dict[str, dict[str, Any]] = {
    "text": WIDE, "count": COUNT, "score": SCORE, "coverage": PERCENT, "share": PERCENT,
}  # fmt: skip
_WIDTHS = {"text": 22, "count": 11, "score": 9, "coverage": 10, "share": 13}


def write(context: Context) -> None:
    """Write the sheet; nothing where the grid does not roll up."""
    table = rolled_up_table(context.result, context.words)
    if table is None:
        return
    title = context.say("regroupement.titre", unit=table.unit)
    page = Page(context.book, context.styles, title, context.footer, context.say("classeur.page"))
    columns = [SheetColumn(each.title, _WIDTHS[each.kind], _LOOKS[each.kind]) for each in table.columns]
    page.widths([column.width for column in columns])
    page.title(title, context.say("regroupement.intro", units=context.grid.unit))
    head = page.row
    kinds = [each.kind for each in table.columns]
    rows = (
        [context.score(value) if kind == "score" else value for kind, value in zip(kinds, row, strict=True)]
        for row in table.rows
    )
    cells = page.table(columns, rows)
    page.finish(head, cells, frozen_columns=len(context.grid.roll_up.key) if context.grid.roll_up else 1)
