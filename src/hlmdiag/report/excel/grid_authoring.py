"""A grid as a workbook to write in: a sheet a kind of node, a row a node, each key explained under its title."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from hlmdiag.authoring import SHEETS, GridRows, SheetLayout
from hlmdiag.authoring import layout as of
from hlmdiag.report.excel.book import new_book
from hlmdiag.report.excel.page import check
from hlmdiag.report.excel.style import ExcelStyles
from hlmdiag.rules.aggregate import AGGREGATIONS
from hlmdiag.text import catalogue, say

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_LAST = 2_000
"""The row down to which cells have their list of words."""
_HELP, _LINE, _MOST = 80, 13.5, 14
"""The width of what explains a key; the height of a line; how many lines of a cell are shown."""
_WIDTHS = {"when": 46, "message": 46, "title": 34, "label": 34, "help": 46, "why": 46, "how": 46, "descriptor": 46}
_NARROW = frozenset({
    "weight", "min", "max", "required", "alert", "public", "effort", "tfpb_axis", "window", "blank", "points", "from",
    "colour",
})  # fmt: skip
_BLOCKS = {
    "source": "source", "min_base": "minimumbase", "replaces": "replaces", "respondents": "respondents",
    "view_gap": "viewgap", "first_look": "firstlook", "watch": "watch", "check": "check",
}  # fmt: skip
"""Block of the schema that holds the keys below each of these."""
_TABS = {of.GRID.name: "#243b53", of.COLUMNS.name: "#1565c0", of.CRITERIA.name: "#2e7d32", of.ANSWERS.name: "#2e7d32"}


def render(rows: GridRows, title: str, day: date, out: BinaryIO, language: str) -> None:
    """Write the workbook: the same rows give the same bytes."""
    with new_book(out, title, day) as book:
        writer = _Writer(book, rows, language)
        for sheet in SHEETS:
            writer.sheet(sheet)


class _Writer:
    def __init__(self, book: Workbook, rows: GridRows, language: str) -> None:
        self._book, self._rows, self._language = book, rows, language
        self._styles = ExcelStyles(book)
        self._known = catalogue(language)

    def sheet(self, layout: SheetLayout) -> None:
        """Titles, what they are, then the nodes."""
        sheet = self._book.add_worksheet(layout.name)
        columns = self._rows.columns(layout)
        place = self._styles.cell(bold=True, text_wrap=True, bg_color="#f4f6f8")
        usual = self._styles.cell(text_wrap=True)
        told = self._styles(italic=True, font_size=9, font_color="#5f6b76", text_wrap=True, valign="top")
        for column, key in enumerate(columns):
            check(sheet.write_string(0, column, key, self._styles.header()))
            check(sheet.write_string(1, column, of.HELP + self._help(layout, key), told))
            sheet.set_column(column, column, _width(key, layout), None, {})
            self._words(sheet, column, key, layout)
        lines = self._rows.rows[layout.name]
        if layout is of.GRID:
            lines = self._whole(lines)
            sheet.write_string(0, 2, say("rapport.ecriture.aide", self._language), self._styles.header())
            sheet.set_column(2, 2, _HELP)
        for number, line in enumerate(lines, start=2):
            for column, key in enumerate(columns):
                style = place if key in layout.places else usual
                self._cell(sheet, number, column, line.get(key), style)
            texts = [(str(line.get(key, "")), _width(key, layout)) for key in columns]
            if layout is of.GRID:
                explained = self._help(layout, str(line[of.KEY]))
                sheet.write_string(number, 2, explained, told)
                texts.append((explained, _HELP))
            sheet.set_row(number, _height(texts))
        self._finish(sheet, layout, len(columns), len(lines))

    def _whole(self, lines: list[dict[str, str | int | float | bool]]) -> list[dict[str, str | int | float | bool]]:
        """Keys of the grid itself in the usual order, with room for the absent ones."""
        said = {str(line[of.KEY]): line for line in lines}
        usual = [said.pop(key, {of.KEY: key}) for key in of.ROOT_KEYS]
        return [*usual, *said.values()]

    def _cell(self, sheet: Worksheet, row: int, column: int, value: object, style: object) -> None:
        if value is None:
            check(sheet.write_blank(row, column, None, style))
        elif isinstance(value, bool):
            check(sheet.write_boolean(row, column, value, style))
        elif isinstance(value, int | float):
            check(sheet.write_number(row, column, value, style))
        else:
            check(sheet.write_string(row, column, str(value), style))

    def _words(self, sheet: Worksheet, column: int, key: str, layout: SheetLayout) -> None:
        """The list of words of a column that has one: what is not in it is warned of, never forbidden."""
        source: object = of.CHOICES.get((layout.name, key))
        if of.is_switch(key):
            source = (of.YES, of.NO)
        if (named := of.FROM_SHEET.get((layout.name, key))) is not None:
            source = f"='{named}'!$A$3:$A${_LAST}"
        if source is not None:
            listed = list(source) if isinstance(source, tuple) else source
            rule = {"validate": "list", "source": listed, "error_type": "warning"}
            check(sheet.data_validation(2, column, _LAST, column, rule))

    def _help(self, layout: SheetLayout, key: str) -> str:
        head, _, tail = key.partition(".")
        last = key.rpartition(".")[2]
        names = [f"rapport.ecriture.colonne.{key}"] if key in (*layout.places, of.BARE, of.THEMES_FIRST) else []
        # in an event table, `date` is a column of dates, not the date of the grid
        names += [f"rapport.ecriture.cle.{last}"] if layout is not of.TABLES else []
        names += [f"schema.{layout.block}.{key}"]
        names += [f"schema.{_BLOCKS[head]}.{tail}"] if head in _BLOCKS and tail else []
        names += [f"schema.{block}.{last}" for block in ("score", "goal", "cells", "rescale") if tail]
        names += [f"schema.partout.{last}", f"schema.{layout.block}.{head}", f"schema.score.{last}"]
        told = next((self._known[name] for name in names if name in self._known), "")
        return told.replace("{names}", ", ".join(AGGREGATIONS))

    def _finish(self, sheet: Worksheet, layout: SheetLayout, columns: int, rows: int) -> None:
        sheet.set_row(1, 88)
        sheet.freeze_panes(2, min(2, max(1, len(layout.places))))
        sheet.set_tab_color(_TABS.get(layout.name, "#b0bec5"))
        sheet.set_landscape()
        sheet.set_paper(9)
        if layout is of.GRID:
            sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, 1)
        if layout is not of.GRID and rows:
            sheet.autofilter(0, 0, rows + 1, columns - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{_letters(columns + 2)}{rows + 3}"})


def _height(texts: Iterable[tuple[str, float]]) -> float:
    """Of a row whose texts are wrapped in columns of these widths: not every program works it out."""
    lines = (sum(max(1, -(-len(line) // int(width * 1.15))) for line in text.split("\n")) for text, width in texts)
    return _LINE * min(_MOST, max(lines, default=1)) + 2


def _letters(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


def _width(key: str, layout: SheetLayout) -> float:
    last = key.rpartition(".")[2]
    if layout is of.GRID:
        return 26 if key == of.KEY else 60
    return 11 if last in _NARROW else _WIDTHS.get(last, 22)
