"""A workbook of today becomes sheets of text: its parts found and looked at here, its cells given by a fast reader."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO

import polars as pl
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from hlmdiag.configuration import Limits
from hlmdiag.data.annotation_sheet import is_listing
from hlmdiag.data.archive import damaged
from hlmdiag.data.cell_text import shown_cells
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.workbook_scan import scan_workbook
from hlmdiag.data.xlsx_package import Package, SheetPart, open_package
from hlmdiag.data.xlsx_scan import SheetScan
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.text.phrase import first_of

_NAMED = 10


def read_xlsx(data: bytes, file: str, limits: Limits) -> list[Sheet]:
    """Every sheet of a `.xlsx` or `.xlsm` that holds a cell; the first says what the workbook holds besides."""
    package = open_package(data, file, limits)
    looked = scan_workbook(package, file)
    found = []
    with _refusing(file):
        book = CalamineWorkbook.from_filelike(BytesIO(looked.data))
        for number, (part, marks) in enumerate(zip(package.sheets, looked.marks, strict=True)):
            sheet = _sheet(book.get_sheet_by_index(number), file, part, marks, date_1904=package.date_1904)
            if sheet is not None:
                found.append(sheet)
    said = tuple(_besides(package, file))
    return [replace(sheet, problems=(*said, *sheet.problems)) if n == 0 else sheet for n, sheet in enumerate(found)]


@contextmanager
def _refusing(file: str) -> Iterator[None]:
    """Whatever the reader of cells raises on a file becomes its refusal."""
    try:
        yield
    except (CalamineError, OSError, ValueError):
        raise damaged(file) from None
    except BaseException as fault:
        # a panic of the Rust library on a forged file, which is not an `Exception`
        if type(fault).__name__ != "PanicException":
            raise
        raise damaged(file) from None


def _sheet(found: CalamineSheet, file: str, part: SheetPart, marks: SheetScan, *, date_1904: bool) -> Sheet | None:
    """A sheet once read, None where it holds no cell or is our own list of faults."""
    shown = shown_cells(found, marks, date_1904=date_1904)
    cells = shown.texts
    if cells.is_empty() or is_listing(part.name, cells["0"][0]):
        return None
    return Sheet(
        file,
        part.name,
        cells,
        pl.Series("row", range(1, cells.height + 1), dtype=pl.UInt32),
        merged=marks.merged,
        shown=shown.shown,
        spelled=shown.spelled,
        visible=part.visible,
        hidden_rows=marks.hidden_rows,
        hidden_columns=marks.hidden_columns,
        coloured=marks.coloured,
        struck=marks.struck,
        date_1904=date_1904,
        checked=shown.checked,
    )


def _besides(package: Package, file: str) -> list[Problem]:
    """Programs, and the sheets that hold no cells."""
    said = [Problem("donnees.macros", Location(file), {}, Severity.NOTICE)] if package.has_macros else []
    if package.others:
        values = {"count": len(package.others), "names": first_of(package.others, _NAMED, quoted=True)}
        said.append(Problem("donnees.feuilles-sans-cellules", Location(file), values, Severity.NOTICE))
    return said
