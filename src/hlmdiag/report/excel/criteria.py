"""The sheet of answers: one line a unit and a criterion, with its state, its points and the cell it came from."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag.explain import IndicatorReading, places_in_words
from hlmdiag.report.excel.context import COUNT, SCORE, WIDE, Context
from hlmdiag.report.excel.page import SheetColumn
from hlmdiag.report.excel.simulation import Detail
from hlmdiag.report.excel.style import MUTED

_REPLY, _STATE, _POINTS = 6, 7, 8


def write(context: Context) -> Detail:
    """Write the sheet; what it gives is where « Simuler » finds an answer."""
    page = context.page("criteres")
    say = context.say
    columns = [
        SheetColumn(say("colonne.code"), 13),
        SheetColumn(say("colonne.nom"), 24),
        SheetColumn(say("colonne.theme"), 22),
        SheetColumn(say("colonne.critere"), 9),
        SheetColumn(say("colonne.libelle"), 40, WIDE),
        SheetColumn(say("colonne.nature"), 11),
        SheetColumn(say("colonne.reponse"), 24, WIDE),
        SheetColumn(say("colonne.etat"), 17),
        SheetColumn(say("colonne.points"), 9, SCORE),
        SheetColumn(say("colonne.contribution"), 12, SCORE | {"num_format": "0.00"}),
        SheetColumn(say("colonne.origine"), 40, WIDE),
        SheetColumn(say("colonne.ligne"), 26),
        *([SheetColumn(say("colonne.objectif"), 10, SCORE | {"num_format": "General"})] if context.goals else []),
        SheetColumn(say("colonne.numero"), 8, COUNT | {"font_color": MUTED}),
        SheetColumn(say("colonne.sans-effet"), 22, {"font_color": MUTED}),
    ]
    page.widths([column.width for column in columns])
    page.title(say("feuille.criteres"), context.rest())
    head = page.row
    cells = page.table(columns, _lines(context))
    page.finish(head, cells, frozen_columns=2)
    return _detail(page.name, len(columns), cells, has_goals=bool(context.goals))


def _detail(sheet: str, columns: int, cells: tuple[int, int], *, has_goals: bool) -> Detail:
    from xlsxwriter.utility import xl_range_abs

    def at(column: int) -> str:
        return f"'{sheet}'!{xl_range_abs(cells[0], column, max(cells), column)}"

    number = columns - 2
    return Detail(
        at(_REPLY), at(_STATE), at(_POINTS), at(number), at(number + 1), at(number - 1) if has_goals else None
    )


def _lines(context: Context) -> Iterator[list[object]]:
    number = 0
    fixed: dict[str, tuple[str, ...]] = {}
    for diagnostic in context.diagnostics:
        for reading in diagnostic.indicators:
            number += 1
            goal = context.goals.get(reading.indicator.id)
            aim = [goal[diagnostic.row] if goal else None] if context.goals else []
            hindered = context.hindrances.get(reading.indicator.id)
            hindrance = hindered[diagnostic.row] if hindered else None
            why = context.say(f"simuler.empeche-{hindrance}") if hindrance else None
            leaf = reading.indicator
            if leaf.id not in fixed:
                fixed[leaf.id] = _fixed(reading, context)
            *whole, place = fixed[leaf.id]
            yield [diagnostic.code, diagnostic.label, *whole, *_reply(reading, context), place, *aim, number, why]


def _fixed(reading: IndicatorReading, context: Context) -> tuple[str, ...]:
    """Cells of a criterion that are the same for every unit: theme, title, kind, line of the grid."""
    leaf = reading.indicator
    kind = context.say("mot.jugement" if leaf.kind == "judgement" else "mot.donnees")
    return reading.theme.title, leaf.id, leaf.title, kind, context.words.said(reading.grid_place)


def _reply(reading: IndicatorReading, context: Context) -> list[object]:
    return [
        reading.text,
        reading.state_text,
        reading.points,
        reading.contribution,
        places_in_words(reading.answers, context.words),
    ]
