"""A document of parts as a workbook: what heads it on the first sheet, then a sheet for each part."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from hlmdiag.branding import Brand
from hlmdiag.document.sections import DocumentPart, PartedDocument
from hlmdiag.report.excel.book import new_book
from hlmdiag.report.excel.page import Page
from hlmdiag.report.excel.section_cells import SectionCells, height_of
from hlmdiag.report.excel.style import ExcelStyles
from hlmdiag.wording import Wording

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_WIDE = 9


def render(told: PartedDocument, day: date, words: Wording, out: BinaryIO, brand: Brand | None = None) -> None:
    """Write the workbook: the same document and the same brand give the same bytes."""
    with new_book(out, told.title, day) as book:
        styles = ExcelStyles(book, (brand or Brand()).headings)
        first, *others = told.sections
        _first(_page(book, styles, first, told, words), first, told, SectionCells(styles, words))
        for section in others:
            _sheet(_page(book, styles, section, told, words), section, SectionCells(styles, words))


def _page(book: Workbook, styles: ExcelStyles, section: DocumentPart, told: PartedDocument, words: Wording) -> Page:
    return Page(book, styles, section.title, told.title, words.say("rapport.classeur.page"))


def _first(page: Page, section: DocumentPart, told: PartedDocument, cells: SectionCells) -> None:
    """Write the sentences of the head, then the first part below."""
    columns = [column for table in section.tables[:1] for column in cells.columns(table)]
    page.widths([column.width for column in columns] or [14.0] * _WIDE)
    page.title(told.title)
    for text in told.head:
        page.paragraph(text, max(len(columns) - 1, _WIDE - 1), height=height_of(text))
    page.row += 1
    page.heading(section.title)
    _tables(page, section, cells)


def _sheet(page: Page, section: DocumentPart, cells: SectionCells) -> None:
    widest = max((table.columns for table in section.tables), key=len, default=())
    page.widths([max(column.width, 10) for column in widest])
    page.title(section.title)
    _tables(page, section, cells)


def _tables(page: Page, section: DocumentPart, cells: SectionCells) -> None:
    for text in section.paragraphs:
        page.paragraph(text, _WIDE - 1, height=height_of(text))
    for table in section.tables:
        head = page.row
        rows = page.table(cells.columns(table), [cells.line(row) for row in table.rows])
        if table.more:
            page.cell(page.row, 0, table.more, page.style(italic=True))
            page.row += 1
        page.row += 1
    is_one = len(section.tables) == 1
    page.finish(head if is_one else None, rows if is_one else None)
