"""A document of parts as a workbook: its head on the first sheet, then a sheet for each part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from hlmdiag.branding import Brand
from hlmdiag.document.sections import DocumentPart, PartedDocument
from hlmdiag.report.excel.book import new_book
from hlmdiag.report.excel.page import Page
from hlmdiag.report.excel.section_cells import SectionCells, height_of, widths_of
from hlmdiag.report.excel.style import ExcelStyles
from hlmdiag.wording import Wording

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_WIDE, _WIDTH = 5, 24


def render(told: PartedDocument, words: Wording, day: date, out: BinaryIO, brand: Brand | None = None) -> None:
    """Write the workbook: the same document gives the same bytes. A part without a table goes with the head."""
    with new_book(out, told.title, day, is_document=True) as book:
        styles = ExcelStyles(book, (brand or Brand()).headings)
        page = _page(book, styles, told.title, told.title, words)
        page.widths([_WIDTH] * (_WIDE + 1))
        page.title(told.title)
        _said(page, told.head)
        for part in (each for each in told.sections if not each.tables):
            page.row += 1
            page.heading(part.title)
            _said(page, part.paragraphs)
        page.finish()
        for part in (each for each in told.sections if each.tables):
            _sheet(_page(book, styles, part.title, told.title, words), part, SectionCells(styles, words))


def _page(book: Workbook, styles: ExcelStyles, name: str, footer: str, words: Wording) -> Page:
    return Page(book, styles, name, footer, words.say("rapport.classeur.page"))


def _said(page: Page, texts: Sequence[str]) -> None:
    for text in texts:
        page.paragraph(text, _WIDE, height=height_of(text))


def _sheet(page: Page, part: DocumentPart, looks: SectionCells) -> None:
    """A part: what is said, then its tables; one alone is filtered by its columns."""
    page.widths(widths_of(part.tables, [column.width for column in part.tables[0].columns]))
    page.title(part.title)
    wide = sum(column.width for column in part.tables[0].columns)
    for text in part.paragraphs:
        height = 15.0 * (1 + len(text) // max(wide, 1))
        page.paragraph(text, len(part.tables[0].columns) - 1, height=height)
    page.row += 1
    head, cells = page.row, (0, 0)
    for table in part.tables:
        cells = page.table(looks.columns(table), [looks.line(row) for row in table.rows])
        if table.more:
            page.cell(page.row, 0, table.more, page.style(italic=True))
            page.row += 1
        page.row += 1
    is_one = len(part.tables) == 1
    page.finish(head if is_one else None, cells if is_one else None)


def write(book: Workbook, styles: ExcelStyles, name: str, told: PartedDocument, words: Wording) -> None:
    """Write a whole document on one sheet of the workbook of a result."""
    page, looks = _page(book, styles, name, told.title, words), SectionCells(styles, words)
    page.widths([_WIDTH, *[14.0] * 10])
    page.title(told.title)
    _said(page, told.head)
    for part in told.sections:
        page.row += 1
        page.heading(part.title)
        _said(page, part.paragraphs)
        for table in part.tables:
            page.table(looks.columns(table, narrow=True), [looks.line(row) for row in table.rows])
            page.row += 1
    page.finish()
