"""Writes the same cells as a workbook with one writer; prints the seconds of the writing alone, and its processor time.

    python benchmarks/write_sheets.py hlmdiag|openpyxl RESULT.parquet OUT.xlsx

openpyxl is given the cells of our own workbook (OUT.xlsx, written before), and its fastest way: `write_only`, no style.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path


def with_hlmdiag(saved: Path, path: Path) -> tuple[float, float]:
    """Our workbook, whole: sheets, titles, colours, charts."""
    from hlmdiag.report import excel, parquet

    with saved.open("rb") as source:
        result = parquet.read(source)
    start = _now()
    with path.open("wb") as out:
        excel.render(result, out)
    return _since(start)


def with_openpyxl(_: Path, path: Path) -> tuple[float, float]:
    """The same cells, as values alone."""
    from openpyxl import Workbook
    from python_calamine import CalamineWorkbook

    read = CalamineWorkbook.from_path(path)
    sheets = {name: read.get_sheet_by_name(name).to_python() for name in read.sheet_names}
    start = _now()
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path.with_name("openpyxl.xlsx"))
    return _since(start)


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(start: tuple[float, float]) -> tuple[float, float]:
    return time.perf_counter() - start[0], time.process_time() - start[1]


if __name__ == "__main__":
    writers = {"hlmdiag": with_hlmdiag, "openpyxl": with_openpyxl}
    print(*writers[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3])))
