"""Campaigns compared as a workbook: what moved and why, a sheet for each list, a small line for each unit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from hlmdiag.branding import Brand
from hlmdiag.document.followed import follow_up
from hlmdiag.document.sections import DocumentPart, PartedDocument, SectionTable, TableCell
from hlmdiag.layout.texts import Course
from hlmdiag.report.excel.book import new_book
from hlmdiag.report.excel.page import Page, SheetColumn, check
from hlmdiag.report.excel.section_cells import SectionCells, height_of, widths_of
from hlmdiag.report.excel.style import ExcelStyles
from hlmdiag.wording import Wording

if TYPE_CHECKING:
    from xlsxwriter import Workbook

    from hlmdiag.campaign.comparison import Followed

_TOGETHER = ("parc", "campagnes", "lire")
"""The sections of the first sheet; each other one has its own."""
_IN_RESULT = ("themes", "groupes")
"""Sections left out of the workbook of a result, which already has sheets for them."""
_WIDE = 9


def render(told: PartedDocument, found: Followed, words: Wording, out: BinaryIO, brand: Brand | None = None) -> None:
    """Write the workbook: the same campaigns and the same brand give the same bytes."""
    with new_book(out, told.title, found.now.manifest.reference_date, is_document=True) as book:
        _Writer(book, ExcelStyles(book, (brand or Brand()).headings), told, found, words).write()


def write(book: Workbook, styles: ExcelStyles, found: Followed, words: Wording) -> None:
    """Write the sheets of a follow-up in the workbook of a result."""
    told = follow_up(found, words)
    _Writer(book, styles, told, found, words).write(but=_IN_RESULT)


class _Writer:
    def __init__(
        self, book: Workbook, styles: ExcelStyles, told: PartedDocument, found: Followed, words: Wording
    ) -> None:
        self._book, self._styles, self._told, self._found, self._words = book, styles, told, found, words
        self._cells = SectionCells(styles, words)

    def write(self, but: Collection[str] = ()) -> None:
        """Write the first sheet, then the sheets of the lists, except some."""
        self._first()
        for section in self._told.sections:
            if section.id not in (*_TOGETHER, *but):
                self._sheet(section)

    def _page(self, name: str) -> Page:
        say = self._words.say
        return Page(self._book, self._styles, name, self._told.title, say("rapport.classeur.page"))

    def _first(self) -> None:
        page = self._page(self._words.say("suivi.mots.feuille.parc"))
        page.widths([44, *[13] * (_WIDE - 1)])
        page.title(self._told.title)
        for text in self._told.head:
            page.paragraph(text, _WIDE - 1, height=height_of(text))
        for section in self._told.sections:
            if section.id in _TOGETHER:
                page.row += 1
                page.heading(section.title)
                for text in section.paragraphs:
                    page.paragraph(text, _WIDE - 1, height=height_of(text))
                for table in section.tables:
                    page.table(self._cells.columns(table, narrow=True), [self._cells.line(row) for row in table.rows])
                    page.row += 1
        page.finish()

    def _sheet(self, section: DocumentPart) -> None:
        page = self._page(self._words.say(f"suivi.mots.feuille.{section.id}"))
        columns = self._cells.columns(section.tables[0])
        drawn = _drawn(section.tables[0])
        days = [each.manifest.reference_date for _, each in self._found.campaigns] if drawn is not None else []
        columns += [SheetColumn(self._words.day(day), 12, {"num_format": "0.0", "align": "right"}) for day in days]
        page.widths(widths_of(section.tables, [column.width for column in columns]))
        page.title(section.title, " ".join(section.paragraphs) or None)
        head, filtered = page.row, (0, 0)
        for place, table in enumerate(section.tables):
            start = page.row
            own = columns if not place else self._cells.columns(table)
            rows = [[*self._cells.line(row), *_scores(row, drawn)] for row in table.rows]
            found = page.table(own, rows)
            filtered = found if not place else filtered
            if drawn is not None and not place:
                self._lines(page, drawn, len(columns) - len(days), len(days), found)
            if table.more:
                page.cell(page.row, 0, table.more, self._styles(italic=True))
                page.row += 1
            page.row += 1 if start != head or len(section.tables) > 1 else 0
        is_one = len(section.tables) == 1
        page.finish(head if is_one else None, filtered if is_one else None, frozen_columns=2 if drawn else 0)
        if days:
            # the figures that sparklines are drawn from are not printed
            page.sheet.print_area(0, 0, max(page.row - 1, 0), len(columns) - len(days) - 1)

    def _lines(self, page: Page, column: int, first: int, count: int, rows: tuple[int, int]) -> None:
        """Draw the small line of each unit, over the scores at the end of its row."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        name = page.name.replace("'", "''")
        scale = self._found.grid.scale
        ends: dict[str, Any] = {} if scale.low is None else {"min": scale.low, "max": scale.high}
        for row in range(rows[0], rows[1] + 1):
            place = f"'{name}'!{xl_rowcol_to_cell(row, first)}:{xl_rowcol_to_cell(row, first + count - 1)}"
            line = {"range": place, "markers": True, "weight": 1.5, "show_hidden": True, "empty_cells": "gaps"} | ends
            check(page.sheet.add_sparkline(row, column, line))


def _drawn(table: SectionTable) -> int | None:
    """The column of small lines, where there is one."""
    return next(
        (place for row in table.rows[:1] for place, cell in enumerate(row) if isinstance(cell.text, Course)), None
    )


def _scores(row: Sequence[TableCell], drawn: int | None) -> list[float | None]:
    course = None if drawn is None else row[drawn].text
    return [spot.score for spot in course.spots] if isinstance(course, Course) else []
