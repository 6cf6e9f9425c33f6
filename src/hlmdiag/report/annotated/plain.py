"""A new workbook with the texts of a file that was none: each cell where the sender sees it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter

from hlmdiag.data.sheet import Sheet, letter, unmarked
from hlmdiag.inspection import Fault
from hlmdiag.text.inert import as_cell
from hlmdiag.text.sheet_names import sheet_name

_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})([.,]\d{1,10})?")
_WIDEST = 45
_LOOKED_AT = 200


def plain_workbook(
    sheets: Sequence[Sheet], faults: Sequence[Fault], numeric: frozenset[tuple[str | None, str]]
) -> Workbook:
    """A workbook of one sheet a table; plain numbers of columns of numbers become numbers, all the rest is text."""
    book = Workbook()
    book.remove(book.worksheets[0])
    faulty = {(fault.location.sheet, fault.location.cell) for fault in faults}
    for each in sheets:
        sheet = book.create_sheet(_name(each.title))
        for row, cells in zip(each.rows.to_list(), each.cells.rows(), strict=True):
            for index, text in enumerate(cells):
                if not text:
                    continue
                cell = sheet.cell(row, index + 1)
                assert isinstance(cell, Cell)
                is_number = (each.name, letter(index)) in numeric and (each.name, cell.coordinate) not in faulty
                _write(cell, text, is_number=is_number)
        for index in range(each.cells.width):
            texts = each.cells[str(index)].head(_LOOKED_AT).fill_null("").str.len_chars()
            width = min(_WIDEST, 3 + int(str(texts.max() or 0)))
            sheet.column_dimensions[get_column_letter(index + 1)].width = max(9, width)
    return book


def _write(cell: Cell, text: str, *, is_number: bool) -> None:
    if is_number and _NUMBER.fullmatch(text.strip()):
        cell.value = float(text.strip().replace(",", "."))
        return
    # a formula without a stored result is written as text: no formula received from outside runs in the copy
    cell.value = as_cell(unmarked(text))
    cell.data_type = "s"
    cell.quotePrefix = text[:1] in ("=", "+", "-", "@", "'")


def _name(title: str) -> str:
    return sheet_name(
        title.rsplit(".", 1)[0] if title.lower().endswith((".csv", ".tsv", ".txt")) else title, "Feuille 1"
    )
