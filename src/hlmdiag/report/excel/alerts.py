"""The sheet of flags: one line a unit and a flag that holds, or that is to be checked."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag.report.excel.context import WIDE, Context
from hlmdiag.report.excel.page import SheetColumn
from hlmdiag.report.excel.style import Styled


def write(context: Context) -> None:
    """Write the sheet."""
    page = context.page("alertes")
    say = context.say
    columns = [
        SheetColumn(say("colonne.code"), 13),
        SheetColumn(say("colonne.nom"), 28, WIDE),
        SheetColumn(say("colonne.niveau"), 22, WIDE),
        SheetColumn(say("colonne.drapeau"), 46, WIDE),
        SheetColumn(say("colonne.situation"), 13),
        SheetColumn(say("colonne.alerte"), 9),
        SheetColumn(say("colonne.effet"), 30, WIDE),
        SheetColumn(say("colonne.regle"), 46, WIDE),
        SheetColumn(say("colonne.manquants"), 40, WIDE),
    ]
    page.widths([column.width for column in columns])
    page.title(say("feuille.alertes"), context.rest())
    head = page.row
    lines = list(_lines(context))
    cells = page.table(columns, lines)
    if not lines:
        page.paragraph(say("classeur.vide"), len(columns) - 1)
    page.finish(head, cells, frozen_columns=2)


def _lines(context: Context) -> Iterator[list[object]]:
    say = context.say
    raised = context.styles.cell(bold=True)
    for concern, diagnostic in zip(context.concerns, context.diagnostics, strict=True):
        for reading in diagnostic.flags:
            status = say("fiche.leve" if reading.holds else "fiche.a-verifier")
            yield [
                concern.code,
                concern.label,
                Styled(*context.verdict(concern)),
                reading.flag.message,
                Styled(status, raised) if reading.holds else status,
                say("oui") if reading.flag.alert else None,
                say("fiche.drapeau-effet", level=reading.floor.title) if reading.floor else None,
                reading.rule,
                say("joint").join(answer.label for answer in reading.unknown),
            ]
