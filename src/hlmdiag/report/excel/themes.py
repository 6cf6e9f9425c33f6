"""The sheet of themes by unit: a heat map whose cells still say their number."""

from __future__ import annotations

from typing import Any

from hlmdiag.explain import Diagnostic, ThemeReading
from hlmdiag.report.excel.context import SCORE, WIDE, Context
from hlmdiag.report.excel.page import SheetColumn, check
from hlmdiag.report.excel.style import MUTED, Styled
from hlmdiag.synthesis import BEST, MIDDLE, WORST, PriorityUnit

_WHOLE = {"align": "center", "bold": True}


def write(context: Context) -> None:
    """Write the sheet."""
    page = context.page("themes")
    columns = _columns(context)
    page.widths([column.width for column in columns])
    page.title(context.say("feuille.themes"), context.say("classeur.themes-intro"))
    head = page.row
    check(page.sheet.set_row(head, 58))
    pairs = zip(context.concerns, context.diagnostics, strict=True)
    cells = page.table(columns, (_line(concern, diagnostic, context) for concern, diagnostic in pairs))
    if cells[1] >= cells[0] and len(columns) > 3:
        check(page.sheet.conditional_format(cells[0], 3, cells[1], len(columns) - 1, colours(context)))
    page.finish(head, cells, frozen_columns=3)


def _columns(context: Context) -> list[SheetColumn]:
    say = context.say
    shown = [SheetColumn(theme.title, 13, SCORE | {"align": "center"}) for theme in context.grid.themes]
    return [
        SheetColumn(say("colonne.code"), 13),
        SheetColumn(say("colonne.nom"), 26, WIDE),
        SheetColumn(say("colonne.niveau"), 20, WIDE),
        SheetColumn(say("mot.ensemble"), 11, SCORE | _WHOLE),
        *shown,
    ]


def _line(concern: PriorityUnit, diagnostic: Diagnostic, context: Context) -> list[object]:
    muted = context.styles.cell(font_color=MUTED, align="center", italic=True)
    whole: object = (
        Styled(context.say("classeur.non-publie"), muted)
        if concern.score is None
        else context.score(concern.score, **_WHOLE)
    )
    scores = [_score(theme, context, muted) for theme in diagnostic.themes]
    return [concern.code, concern.label, Styled(*context.verdict(concern)), whole, *scores]


def _score(theme: ThemeReading, context: Context, muted: Any) -> object:
    if theme.score is not None:
        return context.score(theme.score, align="center")
    absent = theme.coverage is None
    return Styled(context.say("classeur.sans-objet" if absent else "classeur.non-publie"), muted)


def colours(context: Context) -> dict[str, Any]:
    """The colours of a cell of scores, from the best end of the scale to the worst."""
    scale = context.grid.scale
    low, high = (BEST, WORST) if scale.burden else (WORST, BEST)
    found = {"type": "3_color_scale", "min_color": low, "mid_color": MIDDLE, "max_color": high}
    if scale.low is None or scale.high is None:
        return found
    ends = {"min_value": scale.low, "mid_value": (scale.low + scale.high) / 2, "max_value": scale.high}
    return found | ends | {"min_type": "num", "mid_type": "num", "max_type": "num"}
