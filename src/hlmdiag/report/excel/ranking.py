"""The sheet of the ranking, one line a unit to sort and to filter, and the sheet that says what makes each of them."""

from __future__ import annotations

from functools import partial

from hlmdiag.explain import Diagnostic, better_told, settling_told
from hlmdiag.report.excel.context import COUNT, PERCENT, SCORE, WIDE, Context
from hlmdiag.report.excel.page import SheetColumn
from hlmdiag.report.excel.style import Styled
from hlmdiag.synthesis import PriorityUnit, first_look_head, first_look_text, level_text, origin_text, reasons_text

_ONE_LINE = {"shrink": True}
"""A list of one line a unit is read down, and printed on few sheets: a long name is written smaller."""


def write(context: Context) -> None:
    """Write both sheets."""
    page = context.page("classement")
    columns = _columns(context)
    page.widths([column.width for column in columns])
    page.title(
        context.say("feuille.classement"), context.notes(context.rest() or context.say("classeur.note-non-publiee"))
    )
    head = page.row
    cells = page.table(columns, map(partial(_line, context), context.concerns))
    page.finish(head, cells, frozen_columns=3 if context.ranked else 2)
    _write_reasons(context)


def _write_reasons(context: Context) -> None:
    say = context.say
    page = context.page("raisons")
    columns = [
        SheetColumn(say("colonne.code"), 11),
        SheetColumn(say("colonne.nom"), 21, WIDE),
        SheetColumn(say("colonne.niveau"), 19, WIDE),
        SheetColumn(say("colonne.origine-niveau"), 24, WIDE),
        SheetColumn(say("colonne.raisons"), 40, WIDE),
        SheetColumn(say("colonne.drapeaux"), 34, WIDE),
        SheetColumn(say("colonne.a-verifier"), 34, WIDE),
        SheetColumn(say("colonne.possibles"), 20, WIDE),
        SheetColumn(say("changement.titre"), 46, WIDE),
    ]
    page.widths([column.width for column in columns])
    page.title(say("feuille.raisons"), context.rest() or say("classeur.raisons-intro"))
    head = page.row
    cells = page.table(columns, map(partial(_reasons, context), context.concerns, context.diagnostics))
    page.finish(head, cells, frozen_columns=2)


def _columns(context: Context) -> list[SheetColumn]:
    say, stock = context.say, context.stock
    columns = [SheetColumn(say("colonne.rang"), 6, COUNT)] if context.ranked else []
    columns += [SheetColumn(say("colonne.code"), 12), SheetColumn(say("colonne.nom"), 28, _ONE_LINE)]
    if stock.group_column is not None:
        columns.append(SheetColumn(stock.group_column.label, 18, _ONE_LINE))
    if stock.size_column is not None:
        columns.append(SheetColumn(context.size_title, 11, COUNT))
    tried = [
        SheetColumn(say("robustesse.stabilite"), 10, PERCENT),
        SheetColumn(say("robustesse.rang-de"), 8, COUNT),
        SheetColumn(say("robustesse.rang-a"), 6, COUNT),
    ]
    return [
        *columns,
        SheetColumn(say("colonne.niveau"), 30, _ONE_LINE),
        *([SheetColumn(first_look_head(context.words), 26, _ONE_LINE)] if context.looked else []),
        SheetColumn(say("colonne.note"), 8, SCORE | {"bold": True}),
        SheetColumn(say("colonne.mini"), 12, SCORE),
        SheetColumn(say("colonne.maxi"), 12, SCORE),
        SheetColumn(say("colonne.taux"), 10, PERCENT),
        *(tried if context.result.manifest.robustness else ()),
        SheetColumn(say("colonne.drapeaux"), 11, COUNT),
        SheetColumn(say("colonne.drapeaux-a-verifier"), 11, COUNT),
    ]


def _line(context: Context, concern: PriorityUnit) -> list[object]:
    stock = context.stock
    line: list[object] = [concern.rank] if context.ranked else []
    line += [concern.code, concern.label]
    if stock.group_column is not None:
        line.append(concern.group)
    if stock.size_column is not None:
        line.append(concern.size)
    text = first_look_text(concern.first_look, context.words, named=False)
    looked = [text] if context.looked else []
    tried = [concern.robustness, concern.rank_low, concern.rank_high] if context.result.manifest.robustness else []
    return [
        *line,
        Styled(level_text(concern, context.words), context.level(concern.level, **_ONE_LINE)),
        *looked,
        context.score(concern.score, bold=True),
        *context.ends(concern),
        concern.coverage,
        *tried,
        len(concern.flags),
        len(concern.flags_to_check),
    ]


def _reasons(context: Context, concern: PriorityUnit, diagnostic: Diagnostic) -> list[object]:
    joint = context.say("joint")
    return [
        concern.code,
        concern.label,
        Styled(*context.verdict(concern)),
        origin_text(concern, context.words),
        reasons_text(concern, context.words),
        joint.join(flag.message for flag in concern.flags),
        joint.join(flag.message for flag in concern.flags_to_check),
        context.words.titles(concern.possible),
        joint.join(better_told(diagnostic, context.words, brief=True)[1])
        or settling_told(diagnostic, context.words, brief=True),
    ]
