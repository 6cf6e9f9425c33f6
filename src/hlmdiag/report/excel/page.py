"""A sheet being written: every cell is typed, every return code checked, every page ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from hlmdiag.report.excel.style import MUTED, ExcelStyles, Styled
from hlmdiag.text.inert import as_cell
from hlmdiag.text.sheet_names import sheet_name

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

    from hlmdiag.report.excel.fast_sheet import FastSheet

# Excel allows 255 characters in a footer: this is left beside the other texts and doubled signs
_LONGEST_FOOTER = 100
# XlsxWriter stores in a chart the values it shows: these first rows are written through it, the others faster
_SHORT = 200
_LINE_HEIGHT = 13.5
_TALLEST = 400.0
# characters per unit of column width (the width of a digit): measured on Calibri, with a margin
_FILLED = 1.15


@dataclass(frozen=True)
class SheetColumn:
    """A column of a table: its head, its width in characters, how its cells look."""

    title: str
    width: float
    look: dict[str, Any] = field(default_factory=dict)


class Page:
    """A sheet written from top to bottom; `row` is the next free one."""

    def __init__(self, book: Workbook, styles: ExcelStyles, name: str, footer: str, page_words: str) -> None:
        from hlmdiag.report.excel.fast_sheet import FastSheet

        self.sheet: FastSheet = book.add_worksheet(sheet_name(name), worksheet_class=FastSheet)
        self.name = self.sheet.get_name()
        self.style = styles
        self.row = 0
        self._last_column = 0
        self.sheet.hide_gridlines(2)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.set_footer(f"&L&8{as_cell(footer, _LONGEST_FOOTER).replace('&', '&&')}&R&8{page_words}")

    def widths(self, widths: Sequence[float]) -> None:
        """Set the width of the first columns."""
        for place, width in enumerate(widths):
            check(self.sheet.set_column(place, place, width))

    def title(self, text: str, subtitle: str | None = None) -> None:
        """The head of the page."""
        check(self.sheet.set_row(self.row, 26))
        self.cell(self.row, 0, text, self.style(bold=True, font_size=16))
        self.row += 1
        if subtitle is not None:
            self.cell(self.row, 0, subtitle, self.style(font_color=MUTED))
            self.row += 1
        self.row += 1

    def heading(self, text: str, column: int = 0) -> None:
        """The head of a part."""
        self.cell(self.row, column, text, self.style(bold=True, font_size=12))
        self.row += 1

    def paragraph(self, text: str, last_column: int, height: float | None = None, **look: Any) -> None:
        """A text over several columns."""
        look = {"text_wrap": True, "valign": "top"} | look
        if height is not None:
            check(self.sheet.set_row(self.row, height))
        shown = _shown(text)
        check(self.sheet.merge_range(self.row, 0, self.row, last_column, "", self.style(**look)))
        self.cell(self.row, 0, shown, self.style(**look))
        self._last_column = max(self._last_column, last_column)
        self.row += 1

    def table(
        self, columns: Sequence[SheetColumn], rows: Iterable[Sequence[object]], column: int = 0
    ) -> tuple[int, int]:
        """Write a table and give its first and last row of cells (the last under the first where it is empty)."""
        for place, each in enumerate(columns):
            aligned = {"align": each.look["align"]} if "align" in each.look else {"align": "left", "indent": 1}
            self.cell(self.row, column + place, each.title, self.style.header(**aligned))
        self._fit_head(columns)
        self.row += 1
        from hlmdiag.report.excel.fast_sheet import RowCells

        first = self.row
        looks = [self.style.cell(**each.look) for each in columns]
        wrapped = [place for place, each in enumerate(columns) if each.look.get("text_wrap")]
        widths = [columns[place].width for place in wrapped]
        cells = RowCells(self.sheet, looks, _shown)
        for line, is_last in _with_last(rows):
            if column > 0 or is_last or self.row - first < _SHORT:
                for place, (value, look) in enumerate(zip(line, looks, strict=True), column):
                    self.cell(self.row, place, value, look)
            else:
                self.sheet.write_ready(self.row, cells.of(self.row, line), len(looks))
            self.fit([line[place] for place in wrapped], widths)
            self.row += 1
        return first, self.row - 1

    def _fit_head(self, columns: Sequence[SheetColumn]) -> None:
        """Make the row of heads as tall as its longest: narrow, and in bold, they break at each word."""
        lines = max((len(wrap(each.title, max(int(each.width), 1))) for each in columns), default=1)
        if lines > 1:
            check(self.sheet.set_row(self.row, _LINE_HEIGHT * lines + 2))

    def fit(self, line: Sequence[object], widths: Sequence[float]) -> None:
        """Make the row as tall as its longest wrapped text: not every program does it on opening."""
        lines = 1
        for value, width in zip(line, widths, strict=True):
            text = value.value if isinstance(value, Styled) else value
            if isinstance(text, str) and (len(text) > width or "\n" in text):
                lines = max(lines, sum(ceil((len(part) or 1) / (width * _FILLED)) for part in text.split("\n")))
        if lines > 1:
            check(self.sheet.set_row(self.row, min(_LINE_HEIGHT * lines + 2, _TALLEST)))

    def cell(self, row: int, column: int, value: object, style: Format) -> None:
        """Write one cell by its type: text is always text, an absent value an empty cell."""
        if column > self._last_column:
            self._last_column = column
        if isinstance(value, Styled):
            style, value = value.style, value.value
        if value is None or value == "":
            code = self.sheet.write_blank(row, column, None, style)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            code = self.sheet.write_number(row, column, value, style)
        else:
            code = self.sheet.write_string(row, column, _shown(str(value)), style)
        check(code)

    def finish(self, head: int | None = None, filtered: tuple[int, int] | None = None, frozen_columns: int = 0) -> None:
        """Set what is printed; with a table as the page, freeze and repeat its head, and filter its columns."""
        if head is not None:
            self.sheet.freeze_panes(head + 1, frozen_columns)
            self.sheet.repeat_rows(head)
        if head is not None and filtered is not None and filtered[1] >= filtered[0]:
            self.sheet.autofilter(head, 0, filtered[1], self._last_column)
        self.sheet.print_area(0, 0, max(self.row - 1, 0), self._last_column)


def _with_last(rows: Iterable[Sequence[object]]) -> Iterator[tuple[Sequence[object], bool]]:
    """Each line of a table, and whether it is the last."""
    lines = iter(rows)
    held = next(lines, None)
    for line in lines:
        if held is not None:
            yield held, False
        held = line
    if held is not None:
        yield held, True


def check(code: int | None) -> None:
    """XlsxWriter says by a number that it has left something out; nothing is left out in silence."""
    if code:
        raise RuntimeError(f"xlsxwriter: {code}")


# cached: most texts are repeated in many cells
_shown = lru_cache(maxsize=50_000)(as_cell)
