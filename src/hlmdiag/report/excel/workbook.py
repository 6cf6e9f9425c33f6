"""Puts the sheets of the workbook together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from hlmdiag import synthesis
from hlmdiag.branding import Brand
from hlmdiag.data.own_outputs import MARK
from hlmdiag.explain import Explainer
from hlmdiag.report.excel import (
    actions,
    alerts,
    awaited,
    collecting,
    criteria,
    crossed,
    method,
    notes,
    quality,
    ranking,
    simulation,
    summary,
    themes,
    told,
    variant,
    wider,
)
from hlmdiag.report.excel.book import new_book
from hlmdiag.report.excel.context import Context
from hlmdiag.report.excel.embedded import write as hold
from hlmdiag.report.excel.style import ExcelStyles
from hlmdiag.scoring.identity import identity_of
from hlmdiag.scoring.result import Result
from hlmdiag.wording import Wording

if TYPE_CHECKING:
    from xlsxwriter import Workbook

    from hlmdiag.campaign.comparison import Followed
    from hlmdiag.document.sections import PartedDocument

_AMONG = "rapport.consolidation.position.feuille"


def render(
    result: Result,
    out: BinaryIO,
    language: str,
    brand: Brand | None = None,
    followed: Followed | None = None,
    embedded: bytes | None = None,
    among: PartedDocument | None = None,
) -> None:
    """Write the workbook: the same result and the same brand give the same bytes.

    `followed`: the result beside earlier ones; what changed then comes after the first sheet. `embedded`: the saved
    result that the workbook is to hold. `among`: where it stands among others, on a sheet after that.
    """
    with new_book(out, result.grid.title, result.manifest.reference_date) as book:
        book.set_custom_property(MARK, identity_of(result), "text")
        book.set_calc_mode("auto")
        context = _prepare(result, book, Wording(language, result.grid), brand or Brand())
        _write(replace(context, embeds=embedded is not None), followed, among)
        if embedded is not None:
            hold(book, embedded, language)


def _write(context: Context, followed: Followed | None, among: PartedDocument | None) -> None:
    summary.write(context)
    if followed is not None:
        from hlmdiag.report.excel import follow_up

        follow_up.write(context.book, context.styles, followed, context.words)
    if among is not None:
        told.write(context.book, context.styles, context.words.say(_AMONG), among, context.words)
    for sheet in (wider, ranking, themes, crossed):
        sheet.write(context)
    detail = criteria.write(context)
    for sheet in (alerts, actions):
        sheet.write(context)
    read = simulation.write(context, detail)
    for sheet in (notes, awaited, collecting, quality, variant, method):
        sheet.write(context)
    if read is not None:
        simulation.write_scale(context, read)


def _prepare(result: Result, book: Workbook, words: Wording, brand: Brand) -> Context:
    stock = synthesis.synthesise(result, top=10)
    rows = stock.order[: synthesis.shown_units(stock.units)]
    explainer = Explainer.shared(result, words)
    return Context(
        result=result,
        stock=stock,
        concerns=synthesis.priority_units(result, rows),
        diagnostics=tuple(explainer.units(rows)),
        book=book,
        styles=ExcelStyles(book, brand.headings),
        organisation=brand.organisation,
        words=words,
    )
