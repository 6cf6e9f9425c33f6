"""An old workbook (`.xls`, Excel 2 to 2003) becomes sheets: xlrd reads each cell with the format that shows it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
from xlrd.biffh import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, XL_CELL_NUMBER, error_text_from_code

from hlmdiag.configuration import LIMITS, Limits
from hlmdiag.data.annotation_sheet import is_listing
from hlmdiag.data.biff import PasswordProtected, Records, look_at_records, workbook_stream
from hlmdiag.data.built_in_formats import built_in
from hlmdiag.data.number_formats import is_telling
from hlmdiag.data.sheet import FORMULA, Sheet
from hlmdiag.data.sheet_builder import SheetBuilder
from hlmdiag.data.size_limits import check_table, counted, too_large
from hlmdiag.errors import HlmdiagError, Location, Problem

_WINDOWS = "cp1252"
"""The page of codes of Western Windows, where a workbook of before Excel 97 names none that is known."""
_MILLION = 1_000_000
_UNSEEN = {XL_CELL_NUMBER: "General", XL_CELL_DATE: "yyyy-mm-dd"}
"""Format assumed for an unreadable one, by whether its cell holds a day."""


def read_old_workbook(data: bytes, file: str, limits: Limits = LIMITS) -> list[Sheet]:
    """Every sheet that holds a cell."""
    try:
        records = look_at_records(workbook_stream(data))
        book, formatted = _open(records)
        return list(_sheets(book, records, file, limits, formatted=formatted))
    except PasswordProtected:
        raise HlmdiagError([Problem("donnees.mot-de-passe", Location(file))]) from None
    except (HlmdiagError, MemoryError):
        raise
    except Exception:  # xlrd raises errors of any kind where a record does not hold what it should
        raise HlmdiagError([Problem("donnees.fichier-illisible", Location(file))]) from None


def _open(records: Records) -> tuple[Any, bool]:
    """The workbook, and whether the formats of its cells could be read too."""
    try:
        return _opened(records, formats=True), True
    except MemoryError:
        raise
    except Exception:  # a style that cannot be read does not spoil the cells
        return _opened(records, formats=False), False


def _opened(records: Records, *, formats: bool) -> Any:
    import xlrd

    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        return xlrd.open_workbook(
            file_contents=records.stream, formatting_info=formats, on_demand=True, ragged_rows=True, logfile=nowhere,
            encoding_override=None if records.is_page_known else _WINDOWS,
        )  # fmt: skip


def _sheets(book: Any, records: Records, file: str, limits: Limits, *, formatted: bool) -> Iterator[Sheet]:
    cells = 0
    budget = limits.unfolded_mb * _MILLION
    for number, name in enumerate(book.sheet_names()):
        found = book.sheet_by_index(number)
        check_table(f"{file}, {name}", found.nrows, found.ncols, limits, unfolded=True)
        cells += found.nrows * found.ncols
        if cells > limits.cells:
            raise too_large(file, "cells", counted("cellules", cells), limits, unfolded=True)
        reader = _Reader(book, records, number, formatted=formatted)
        budget -= reader.read(found)
        if budget < 0:
            found_mb = counted("mega", limits.unfolded_mb - budget // _MILLION)
            raise too_large(file, "unfolded_mb", found_mb, limits, unfolded=True)
        book.unload_sheet(number)
        sheet = reader.sheet(found, file)
        if not sheet.cells.is_empty() and not is_listing(name, sheet.cells["0"][0]):
            yield sheet


class _Reader:
    """The cells of one sheet."""

    def __init__(self, book: Any, records: Records, number: int, *, formatted: bool) -> None:
        self._book, self._records, self._formatted = book, records, formatted
        place = records.sheets[number] if number < len(records.sheets) else None
        self._uncomputed = records.uncomputed.get(place, set()) if place is not None else set()
        self._cells = SheetBuilder()
        self._codes: dict[int, str] = {}
        self._struck: dict[int, list[int]] = {}
        self._all_known = formatted

    def read(self, found: Any) -> int:
        """Gather every row; how many characters its texts have."""
        characters = 0
        for row in range(found.nrows):
            values: list[float | str] = []
            formats: dict[int, str] = {}
            for column, (kind, value) in enumerate(zip(found.row_types(row), found.row_values(row), strict=True)):
                if kind in (XL_CELL_NUMBER, XL_CELL_DATE):
                    code = self._code(found, row, column) if self._formatted else _UNSEEN[kind]
                    if is_telling(code):
                        formats[column] = code
                elif kind == XL_CELL_ERROR:
                    value = error_text_from_code.get(value, "#VALEUR!")
                elif kind == XL_CELL_BOOLEAN:
                    value = "vrai" if value else "faux"
                else:
                    characters += len(value)
                values.append(value)
            if self._records.struck and self._formatted:
                self._note_struck(found, row, values)
            for column in [column for at, column in self._uncomputed if at == row] if self._uncomputed else ():
                if column < len(values):
                    values[column] = f"{FORMULA}=…"
                    formats.pop(column, None)
            self._cells.add(values, formats)
        return characters

    def sheet(self, found: Any, file: str) -> Sheet:
        """The sheet that they make."""
        cells = self._cells.sheet(date_1904=self._book.datemode == 1)
        height, width = cells.texts.shape
        return Sheet(
            file, found.name, cells.texts, pl.Series("row", range(1, height + 1), dtype=pl.UInt32),
            merged=tuple(((top, left), (low - 1, right - 1)) for top, low, left, right in found.merged_cells),
            visible=found.visibility == 0,
            hidden_rows=tuple(sorted(row + 1 for row, how in found.rowinfo_map.items() if how.hidden and row < height)),
            hidden_columns=tuple(
                sorted(column for column, how in found.colinfo_map.items() if how.hidden and column < width)
            ),
            date_1904=self._book.datemode == 1,
            shown=cells.shown,
            spelled=cells.spelled,
            struck={column: pl.Series("row", rows, dtype=pl.UInt32) for column, rows in self._struck.items()},
            checked=self._all_known,
        )  # fmt: skip

    def _note_struck(self, found: Any, row: int, values: list[float | str]) -> None:
        """Keep the places of the cells of a row that hold something and are struck through."""
        for column, value in enumerate(values):
            if value != "" and found.cell_xf_index(row, column) in self._records.struck:
                self._struck.setdefault(column, []).append(row)

    def _code(self, found: Any, row: int, column: int) -> str:
        style = found.cell_xf_index(row, column)
        code = self._codes.get(style)
        if code is None:
            code = self._codes[style] = self._look(style)
        return code

    def _look(self, style: int) -> str:
        """The code of the format of a style; one that the workbook does not define leaves its formats unverified."""
        book, written = self._book, self._records.formats
        if not 0 <= style < len(book.xf_list) or (style < len(written) and written[style] not in book.format_map):
            self._all_known = False
            return "General"
        key = book.xf_list[style].format_key
        code = book.format_map[key].format_str if key in book.format_map else None
        return code or built_in(key)
