"""The sheet of the ranking: one line a unit, to sort and to filter."""

from __future__ import annotations

from functools import partial

from hlmdiag.explain import Diagnostic, better_told, settling_told
from hlmdiag.report.excel.context import COUNT, PERCENT, SCORE, WIDE, Context
from hlmdiag.report.excel.page import Column
from hlmdiag.report.excel.style import Styled
from hlmdiag.synthesis import Concern, cause_text, reasons_text, titles

__all__ = ["write"]


def write(context: Context) -> None:
    """Write the sheet."""
    page = context.page("classement")
    columns = _columns(context)
    page.widths([column.width for column in columns])
    page.title(
        context.say("feuille.classement"), context.notes(context.rest() or context.say("classeur.note-non-publiee"))
    )
    head = page.row
    cells = page.table(columns, map(partial(_line, context), context.concerns, context.diagnostics))
    page.finish(head, cells, frozen_columns=3)


def _columns(context: Context) -> list[Column]:
    say = context.say
    stock = context.stock
    columns = [
        Column(say("colonne.rang"), 6, COUNT),
        Column(say("colonne.code"), 11),
        Column(say("colonne.nom"), 21, WIDE),
    ]
    if stock.group_column is not None:
        columns.append(Column(stock.group_column.label, 13, WIDE))
    if stock.size_column is not None:
        columns.append(Column(context.size_title, 10, COUNT))
    tried = [
        Column(say("robustesse.stabilite"), 10, PERCENT),
        Column(say("robustesse.rang-de"), 8, COUNT),
        Column(say("robustesse.rang-a"), 6, COUNT),
    ]
    return [
        *columns,
        Column(say("colonne.niveau"), 19, WIDE),
        Column(say("colonne.note"), 8, SCORE | {"bold": True}),
        Column(say("colonne.mini"), 9.5, SCORE),
        Column(say("colonne.maxi"), 9.5, SCORE),
        Column(say("colonne.taux"), 9, PERCENT),
        *(tried if context.result.manifest.robustness else ()),
        Column(say("colonne.origine-niveau"), 20, WIDE),
        Column(say("colonne.raisons"), 37, WIDE),
        Column(say("colonne.drapeaux"), 26, WIDE),
        Column(say("colonne.a-verifier"), 18, WIDE),
        Column(say("colonne.possibles"), 18, WIDE),
        Column(say("changement.titre"), 46, WIDE),
    ]


def _line(context: Context, concern: Concern, diagnostic: Diagnostic) -> list[object]:
    stock = context.stock
    line: list[object] = [concern.rank, concern.code, concern.label]
    if stock.group_column is not None:
        line.append(concern.group)
    if stock.size_column is not None:
        line.append(concern.size)
    joint = context.say("joint")
    tried = [concern.robustness, concern.rank_low, concern.rank_high] if context.result.manifest.robustness else []
    return [
        *line,
        Styled(*context.verdict(concern)),
        context.score(concern.score, bold=True),
        *context.ends(concern),
        concern.coverage,
        *tried,
        cause_text(concern, context.language),
        reasons_text(concern, context.language),
        joint.join(flag.message for flag in concern.flags),
        joint.join(flag.message for flag in concern.flags_to_check),
        titles(concern.possible, context.language),
        joint.join(better_told(diagnostic, context.result.grid, context.language, brief=True)[1])
        or settling_told(diagnostic, context.language, brief=True),
    ]
