"""The sheet of crossed views: what each role says of a theme, the widest gaps first, as a heat map."""

from __future__ import annotations

from typing import Any

from hlmdiag import synthesis
from hlmdiag.report.excel.context import SCORE, WIDE, Context
from hlmdiag.report.excel.page import SheetColumn, check
from hlmdiag.report.excel.style import MUTED, Styled
from hlmdiag.report.excel.themes import colours

_MOST = 2000
_BEFORE = 3


def write(context: Context) -> None:
    """Write the sheet, where roles were heard."""
    found = synthesis.crossed(context.result)
    if found is None or not found.widest:
        return
    page = context.page("voix")
    columns = _columns(found, context)
    page.widths([column.width for column in columns])
    page.title(context.say("feuille.voix"), context.say("classeur.voix-intro"))
    head = page.row
    check(page.sheet.set_row(head, 58))
    lines = found.widest[:_MOST]
    rows = list(dict.fromkeys(each.row for each in lines))
    units = dict(zip(rows, synthesis.priority_units(context.result, rows), strict=True))
    cells = page.table(columns, (_line(each, units[each.row], found, context) for each in lines))
    last = _BEFORE + len(found.roles) + 1
    check(page.sheet.conditional_format(cells[0], _BEFORE, cells[1], last, colours(context)))
    page.finish(head, cells, frozen_columns=_BEFORE)


def _columns(found: synthesis.Crossed, context: Context) -> list[SheetColumn]:
    say, centred = context.say, SCORE | {"align": "center"}
    *scores, gap = synthesis.crossed_headers(found.roles, context.words)
    beside = len(scores) - len(found.roles)
    widths = [18] * len(found.roles) + [13] * beside
    return [
        SheetColumn(say("colonne.code"), 13),
        SheetColumn(say("colonne.nom"), 26, WIDE),
        SheetColumn(say("colonne.theme"), 28, WIDE),
        *(SheetColumn(title, width, centred) for title, width in zip(scores, widths, strict=True)),
        SheetColumn(gap, 11, centred | {"bold": True}),
    ]


def _line(
    line: synthesis.CrossedLine, unit: synthesis.PriorityUnit, found: synthesis.Crossed, context: Context
) -> list[object]:
    muted = context.styles.cell(font_color=MUTED, align="center", italic=True)
    *scores, _ = synthesis.crossed_cells(line, found.roles, context.words)
    title = synthesis.theme_title(line.theme, context.words)
    gap = context.score(line.gap or 0.0, align="center", bold=True)
    return [unit.code, unit.label, title, *(_cell(each, context, muted) for each in scores), gap]


def _cell(said: synthesis.CrossedCell, context: Context, muted: Any) -> object:
    if said.score is None:
        return Styled(said.text, muted) if said.text else ""
    return context.score(said.score, align="center")
