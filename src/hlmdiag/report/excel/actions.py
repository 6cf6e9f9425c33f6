"""The sheet of actions: what the grid proposes to each unit, with columns to fill at the meeting."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag.explain import SHOWN_ACTIONS
from hlmdiag.report.excel.context import COUNT, WIDE, Context
from hlmdiag.report.excel.page import SheetColumn, check
from hlmdiag.report.excel.style import Styled

_TO_FILL = "#fffbea"


def write(context: Context) -> None:
    """Write the sheet."""
    page = context.page("actions")
    say = context.say
    fill = {"bg_color": _TO_FILL, "text_wrap": True}
    columns = [
        SheetColumn(say("colonne.code"), 11),
        SheetColumn(say("colonne.nom"), 20, WIDE),
        SheetColumn(say("colonne.niveau"), 18, WIDE),
        SheetColumn(say("colonne.ordre"), 7, COUNT),
        SheetColumn(say("colonne.action"), 30, WIDE | {"bold": True}),
        SheetColumn(say("colonne.levier"), 14),
        SheetColumn(say("colonne.declencheurs"), 28, WIDE),
        SheetColumn(say("colonne.pourquoi"), 30, WIDE),
        SheetColumn(say("colonne.comment"), 32, WIDE),
        SheetColumn(say("colonne.partenaires"), 20, WIDE),
        SheetColumn(say("colonne.horizon"), 11, WIDE),
        SheetColumn(say("colonne.tfpb"), 8, COUNT),
        SheetColumn(say("colonne.statut"), 11, fill),
        SheetColumn(say("colonne.responsable"), 16, fill),
        SheetColumn(say("colonne.echeance"), 11, fill | {"num_format": "dd/mm/yyyy"}),
    ]
    page.widths([column.width for column in columns])
    page.title(say("feuille.actions"), say("methode.ordre-actions"))
    head = page.row
    cells = page.table(columns, _lines(context))
    if cells[1] >= cells[0]:
        choices = {"validate": "list", "source": say("classeur.statuts").split("|")}
        check(page.sheet.data_validation(cells[0], len(columns) - 3, cells[1], len(columns) - 3, choices))
    else:
        page.paragraph(say("classeur.vide"), len(columns) - 1)
    page.finish(head, cells, frozen_columns=2)


def _lines(context: Context) -> Iterator[list[object]]:
    say = context.say
    for concern, diagnostic in zip(context.concerns, context.diagnostics, strict=True):
        for place, proposed in enumerate(diagnostic.actions[:SHOWN_ACTIONS], 1):
            action = proposed.action
            triggers = [f"{each.indicator.title} ({each.text or each.state_text})" for each in proposed.triggers]
            yield [
                concern.code,
                concern.label,
                Styled(*context.verdict(concern)),
                place,
                action.title,
                say(f"levier.{action.lever}") if action.lever else None,
                say("joint").join(triggers),
                action.why,
                action.how,
                ", ".join(action.partners),
                action.horizon,
                action.tfpb_axis,
                None,
                None,
                None,
            ]
