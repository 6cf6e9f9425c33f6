"""Writes the stock of the benchmarks as a workbook or as a CSV in cp1252: the files that landlords have.

    python benchmarks/make_workbook.py benchmarks/data/stock-100000.csv benchmarks/data/stock-100000.xlsx

In the workbook numbers are numbers and percents are formatted so; absences stay texts, as people type them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
import xlsxwriter


def write_workbook(stock: Path, path: Path) -> None:
    """One sheet, constant memory; a cell is what its text would have been typed as."""
    frame = pl.read_csv(stock, separator=";", infer_schema=False)
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    percent = book.add_format({"num_format": "0.0%"})
    sheet = book.add_worksheet("Parc")
    sheet.write_row(0, 0, frame.columns)
    for row, cells in enumerate(frame.iter_rows(), start=1):
        for column, text in enumerate(cells):
            if text is None:
                continue
            number = _number(text) if column >= 3 else None
            if number is None:
                sheet.write_string(row, column, text)
            elif text.endswith("%"):
                sheet.write_number(row, column, number / 100, percent)
            else:
                sheet.write_number(row, column, number)
    book.close()


def _number(text: str) -> float | None:
    try:
        return float(text.removesuffix("%").strip().replace(",", "."))
    except ValueError:
        return None


def write_cp1252(stock: Path, path: Path) -> None:
    """The same lines, in the encoding of Excel's « CSV » in French."""
    path.write_bytes(stock.read_text(encoding="utf-8").encode("cp1252"))


if __name__ == "__main__":
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    if not target.exists():
        (write_workbook if target.suffix == ".xlsx" else write_cp1252)(source, target)
