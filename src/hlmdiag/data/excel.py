"""A workbook becomes sheets of text: what each cell shows, at its own address."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from hlmdiag.data.anomalies import is_listing
from hlmdiag.data.marked import Marks
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.shown import shown_cells
from hlmdiag.errors import HlmdiagError, Location, Problem

__all__ = ["read_workbook"]


def read_workbook(
    data: bytes, file: str, look: Callable[[str], Marks] | None, *, date_1904: bool = False
) -> list[Sheet]:
    """Every sheet that holds a cell. `look` gives what else was seen in a sheet, None for `.xls`."""
    from io import BytesIO

    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        found = [
            _sheet(workbook, number, file, look, date_1904=date_1904)
            for number, meta in enumerate(workbook.sheets_metadata)
            if meta.typ == SheetTypeEnum.WorkSheet
        ]
    except PasswordError:
        raise HlmdiagError([Problem("donnees.mot-de-passe", Location(file))]) from None
    except (CalamineError, OSError, ValueError):
        raise HlmdiagError([Problem("donnees.fichier-illisible", Location(file))]) from None
    except BaseException as fault:
        # a fault of the library on a forged file, which is no Exception
        if type(fault).__name__ != "PanicException":
            raise
        raise HlmdiagError([Problem("donnees.fichier-illisible", Location(file))]) from None
    return [sheet for sheet in found if sheet is not None]


def _sheet(
    workbook: CalamineWorkbook, number: int, file: str, look: Callable[[str], Marks] | None, *, date_1904: bool
) -> Sheet | None:
    meta = workbook.sheets_metadata[number]
    marks = look(meta.name) if look else Marks()
    found = workbook.get_sheet_by_index(number)
    shown = shown_cells(found, marks, date_1904=date_1904)
    cells = shown.texts
    if cells.is_empty() or is_listing(meta.name, cells["0"][0]):
        return None
    return Sheet(
        file,
        meta.name,
        cells,
        pl.Series("row", range(1, cells.height + 1), dtype=pl.UInt32),
        merged=tuple(found.merged_cell_ranges or ()),
        shown=shown.shown,
        spelled=shown.spelled,
        visible=meta.visible == SheetVisibleEnum.Visible,
        hidden_rows=marks.hidden_rows,
        hidden_columns=marks.hidden_columns,
        coloured=marks.coloured,
        date_1904=date_1904,
        checked=look is not None,
    )
