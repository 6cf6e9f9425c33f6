"""The cells and sheets that a copy adds: always text, never a formula that was received."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from hlmdiag.text.inert import as_cell
from hlmdiag.text.sheet_names import free_sheet_name

FONT = "Calibri"
THIN = Side(style="thin", color="FFD0D0D0")
_TOP = Alignment(vertical="top", wrap_text=True)


def first_sheet(book: Workbook, name: str) -> Worksheet:
    """A new sheet before the others, shown when the copy is opened."""
    sheet: Worksheet = book.create_sheet(free_sheet_name(name, book.sheetnames), 0)
    for other in book.worksheets:
        # sheets selected together would all receive what is typed in one of them
        other.sheet_view.tabSelected = other is sheet
    book.active = 0
    return sheet


def text_cell(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """A cell of text, whatever it begins with: nothing received is ever a formula."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = as_cell(text)
    cell.data_type = "s"
    cell.quotePrefix = text[:1] in ("=", "+", "-", "@", "'")
    cell.alignment, cell.font = _TOP, Font(name=FONT, size=10)
    return cell
