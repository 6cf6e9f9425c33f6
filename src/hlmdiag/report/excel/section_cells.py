"""The tables of documents of parts as cells: what is read is what is counted, with as many decimals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from hlmdiag.document.sections import SectionTable, TableCell
from hlmdiag.layout.texts import Course, Shaded
from hlmdiag.report.excel.page import SheetColumn
from hlmdiag.report.excel.style import ExcelStyles, Styled
from hlmdiag.wording import Wording


class SectionCells:
    """Formats of the tables of a document in a workbook."""

    def __init__(self, styles: ExcelStyles, words: Wording) -> None:
        self._styles, self._words = styles, words

    def columns(self, table: SectionTable, *, narrow: bool = False) -> list[SheetColumn]:
        """The columns of a table, those beside the first no wider than figures where it shares its sheet."""
        looks: dict[bool, dict[str, Any]] = {True: {"align": "right"}, False: {"text_wrap": True}}
        return [
            SheetColumn(each.title, min(each.width, 13) if narrow and place else each.width, looks[each.is_number])
            for place, each in enumerate(table.columns)
        ]

    def line(self, row: Sequence[TableCell]) -> list[object]:
        """The cells of a row."""
        return [self._cell(cell) for cell in row]

    def _cell(self, cell: TableCell) -> object:
        if isinstance(cell.text, Course):
            return None
        if cell.level is not None:
            levels = self._words.grid.levels
            return Styled(cell.text, self._styles.level(levels[cell.level], levels))
        if isinstance(cell.text, Shaded):
            share = {"num_format": "0%"} if cell.text.endswith("%") else {}
            return Styled(cell.value, self._styles.cell(align="right", bg_color=cell.text.colour, **share))
        if cell.value is None or not cell.text or "(" in cell.text or "·" in cell.text:
            return cell.text
        number = self._number(cell.text)
        if cell.text.endswith("%"):
            number = f"{number}%"
        elif cell.text[0] in "+−":
            number = f"+{number};−{number};{number}"
        return Styled(cell.value, self._styles.cell(align="right", num_format=number))

    def _number(self, text: str) -> str:
        """The format that shows as many decimals as a text does."""
        decimals = re.search(r"\d,(\d+)" if self._words.language == "fr" else r"\d\.(\d+)", text)
        return f"0.{'0' * len(decimals[1])}" if decimals else "0"


def widths_of(tables: Sequence[SectionTable], first: Sequence[float]) -> list[float]:
    """Widths of the first table; beyond its columns, the widest of the other tables."""
    others = [table.columns[len(first) :] for table in tables]
    beyond = [max(column.width for column in each if column) for each in zip_longest(*others)]
    return [*first, *beyond]


def height_of(text: str) -> float:
    """Of a text over the whole width of the first sheet."""
    return 15.0 * (1 + len(text) // 125)
