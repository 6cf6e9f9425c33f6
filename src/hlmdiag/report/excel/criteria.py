"""The sheet of answers: one line a unit and a criterion, with its state, its points and the cell it came from."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag.explain import IndicatorReading, places_in_words
from hlmdiag.report.excel.context import SCORE, WIDE, Context
from hlmdiag.report.excel.page import Column

__all__ = ["write"]


def write(context: Context) -> None:
    """Write the sheet."""
    page = context.page("criteres")
    say = context.say
    columns = [
        Column(say("colonne.code"), 13),
        Column(say("colonne.nom"), 24),
        Column(say("colonne.theme"), 22),
        Column(say("colonne.critere"), 9),
        Column(say("colonne.libelle"), 40, WIDE),
        Column(say("colonne.nature"), 11),
        Column(say("colonne.reponse"), 24, WIDE),
        Column(say("colonne.etat"), 17),
        Column(say("colonne.points"), 9, SCORE),
        Column(say("colonne.contribution"), 12, SCORE | {"num_format": "0.00"}),
        Column(say("colonne.origine"), 40, WIDE),
        Column(say("colonne.ligne"), 26),
    ]
    page.widths([column.width for column in columns])
    page.title(say("feuille.criteres"), context.rest())
    head = page.row
    cells = page.table(columns, _lines(context))
    page.finish(head, cells, frozen_columns=2)


def _lines(context: Context) -> Iterator[list[object]]:
    for diagnostic in context.diagnostics:
        for reading in diagnostic.indicators:
            yield [diagnostic.code, diagnostic.label, *_reading(reading, context)]


def _reading(reading: IndicatorReading, context: Context) -> list[object]:
    leaf = reading.indicator
    return [
        reading.theme.title,
        leaf.id,
        leaf.title,
        context.say("mot.jugement" if leaf.kind == "judgement" else "mot.donnees"),
        reading.text,
        reading.state_text,
        reading.points,
        reading.contribution,
        places_in_words(reading.answers, context.language),
        reading.grid_place.say(context.language),
    ]
