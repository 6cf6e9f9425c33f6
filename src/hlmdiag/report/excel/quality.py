"""The sheet of data quality: what is missing, what was refused and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hlmdiag.errors import Location
from hlmdiag.report.excel.context import COUNT, PERCENT, WIDE, Context
from hlmdiag.report.excel.page import Page, SheetColumn, check

# people read the workbook: the first hundred of each kind are enough, and the result holds them all
_SHOWN_PROBLEMS = 100
_WIDTHS = (17, 44, 26, 12, 12, 12, 12, 12, 12, 12)


def write(context: Context) -> None:
    """Write the sheet."""
    page = context.page("donnees")
    page.widths(_WIDTHS)
    page.title(context.say("feuille.donnees"))
    _problems(page, context)
    _to_collect(page, context)
    _states(page, context)
    page.finish()


def _problems(page: Page, context: Context) -> None:
    say, stock = context.say, context.stock
    page.heading(say("parc.anomalies"))
    if not stock.problems:
        page.cell(page.row, 0, say("parc.anomalies-aucune"), context.styles())
        page.row += 2
        return
    columns = [SheetColumn(say("colonne.gravite"), 12), SheetColumn(say("colonne.adresse"), 44, WIDE)]
    page.table([*columns, SheetColumn(say("colonne.message"), 26)], ())
    last = len(_WIDTHS) - 1
    check(page.sheet.merge_range(page.row - 1, 2, page.row - 1, last, "", context.styles.header()))
    page.cell(page.row - 1, 2, say("colonne.message"), context.styles.header())
    for severity, place, message in _problem_lines(context):
        page.cell(page.row, 0, severity, context.styles.cell())
        page.cell(page.row, 1, place, context.styles.cell(**WIDE))
        check(page.sheet.merge_range(page.row, 2, page.row, last, "", context.styles.cell(**WIDE)))
        page.fit([place, message], [44, sum(_WIDTHS[2:])])
        page.cell(page.row, 2, message, context.styles.cell(**WIDE))
        page.row += 1
    page.row += 1


def _problem_lines(context: Context) -> Iterator[tuple[str, str, str]]:
    for group in context.stock.problems:
        severity = context.say(f"gravite.{group.severity.value}")
        for problem in group.problems[:_SHOWN_PROBLEMS]:
            message = context.words.said(replace(problem, location=Location()))
            yield severity, context.words.said(problem.location), message
        rest = len(group.problems) - _SHOWN_PROBLEMS
        if rest > 0:
            yield severity, "", context.say("classeur.anomalies-suite", count=context.words.integer(rest))


def _to_collect(page: Page, context: Context) -> None:
    say = context.say
    page.heading(say("parc.a-collecter"))
    if not context.stock.to_collect:
        page.cell(page.row, 0, say("parc.a-collecter-aucun"), context.styles())
        page.row += 2
        return
    columns = [
        SheetColumn(say("colonne.critere"), 12),
        SheetColumn(say("colonne.libelle"), 44, WIDE),
        SheetColumn(say("colonne.theme"), 26, WIDE),
        SheetColumn(say("colonne.manquants"), 12, COUNT),
        SheetColumn(say("colonne.applicables"), 12, COUNT),
        SheetColumn(say("colonne.priorite"), 12, PERCENT),
    ]
    page.table(
        columns,
        (
            [each.indicator.id, each.indicator.title, each.theme.title, each.lacking, each.applicable, each.weight]
            for each in context.stock.to_collect
        ),
    )
    page.row += 1


def _states(page: Page, context: Context) -> None:
    say, stock = context.say, context.stock
    page.heading(say("parc.etats"))
    page.cell(page.row, 0, say("parc.etats-intro", units=context.words.integer(stock.units)), context.styles())
    page.row += 1
    columns = [
        SheetColumn(say("colonne.critere"), 12),
        SheetColumn(say("colonne.libelle"), 44, WIDE),
        SheetColumn(say("colonne.theme"), 26, WIDE),
        *(SheetColumn(say(f"etats.{state}"), 12, COUNT) for state in stock.state_totals),
        SheetColumn(say("colonne.total"), 12, COUNT | {"bold": True}),
    ]
    lines = [
        [each.indicator.id, each.indicator.title, each.theme.title, *each.counts.values(), sum(each.counts.values())]
        for each in stock.states
    ]
    totals = [*stock.state_totals.values()]
    page.table(columns, [*lines, [None, say("mot.ensemble"), None, *totals, sum(totals)]])
    page.row += 1
