"""Writes one large sheet of a result with one writer; prints the seconds of the writing alone, and its processor time.

    python benchmarks/write_sheets.py hlmdiag|openpyxl RESULT.parquet OUT.xlsx

The first 80 columns of every residence, each cell with its type, a line under it and, for a number, its decimals: by
the code that writes the tables of our workbook, or by openpyxl in its fastest way (`write_only`).
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import polars as pl

WIDTH = 80
Rows = list[tuple[Any, ...]]


def with_hlmdiag(titles: list[str], rows: Rows, path: Path) -> None:
    """A sheet of our own."""
    from xlsxwriter import Workbook

    from hlmdiag.report.excel.page import Page, SheetColumn
    from hlmdiag.report.excel.style import ExcelStyles

    book = Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    page = Page(book, ExcelStyles(book), "Parc", "", "")
    looks = [{"num_format": "0.00"} if isinstance(cell, float) else {} for cell in rows[0]]
    page.table([SheetColumn(title, 12, look) for title, look in zip(titles, looks, strict=True)], rows)
    page.finish(head=0)
    book.close()


def with_openpyxl(titles: list[str], rows: Rows, path: Path) -> None:
    """The same cells."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Border, Font, Side

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Parc")
    bold, line = Font(bold=True), Border(bottom=Side("thin", color="D5DBE1"))

    def made(value: object, look: Font | None = None) -> WriteOnlyCell:
        cell = WriteOnlyCell(sheet, value)
        cell.border = line
        if look is not None:
            cell.font = look
        if isinstance(value, float):
            cell.number_format = "0.00"
        return cell

    sheet.append([made(title, bold) for title in titles])
    for row in rows:
        sheet.append([made(value) for value in row])
    book.save(path)


if __name__ == "__main__":
    writer = {"hlmdiag": with_hlmdiag, "openpyxl": with_openpyxl}[sys.argv[1]]
    frame = pl.read_parquet(sys.argv[2])
    frame = frame.select(pl.col(name) for name, kind in frame.schema.items() if not kind.is_nested()).select(
        pl.nth(range(WIDTH))
    )
    cells = frame.rows()
    start = time.perf_counter(), time.process_time()
    writer(frame.columns, cells, Path(sys.argv[3]))
    print(time.perf_counter() - start[0], time.process_time() - start[1])
