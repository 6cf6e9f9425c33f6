"""A workbook becomes sheets of text: what each cell shows, at its own address."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from hlmdiag.data.anomalies import is_listing
from hlmdiag.data.marked import Marks, Package
from hlmdiag.data.sheet import FORMULA, Sheet
from hlmdiag.errors import HlmdiagError, Location, Problem

__all__ = ["read_workbook"]


def read_workbook(data: bytes, file: str, *, package: Package | None) -> list[Sheet]:
    """Every sheet that holds a cell. `package` is what was seen in the archive, None for `.xls` and `.ods`."""
    from io import BytesIO

    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        found = [
            _sheet(workbook, number, file, package)
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


def _sheet(workbook: CalamineWorkbook, number: int, file: str, package: Package | None) -> Sheet | None:
    meta = workbook.sheets_metadata[number]
    body = package.body(meta.name, file) if package else b""
    with ThreadPoolExecutor(1) as beside:
        seen = beside.submit(package.marks, body) if package else None
        found = workbook.get_sheet_by_index(number)
        rows = found.to_python(skip_empty_area=False)
        marks = seen.result() if seen else Marks()
    if not rows or not rows[0] or is_listing(meta.name, rows[0][0]):
        return None
    columns = [_column(list(values), marks, index) for index, values in enumerate(zip(*rows, strict=True))]
    cells = pl.DataFrame({str(index): column for index, column in enumerate(columns)})
    return Sheet(
        file,
        meta.name,
        cells,
        pl.Series("row", range(1, cells.height + 1), dtype=pl.UInt32),
        merged=tuple(found.merged_cell_ranges or ()),
        percents={column: frozenset(rows) for column, rows in marks.percents.items()},
        visible=meta.visible == SheetVisibleEnum.Visible,
        hidden_rows=marks.hidden_rows,
        hidden_columns=marks.hidden_columns,
        coloured=marks.coloured,
        date_1904=package.date_1904 if package else False,
        checked=package is not None,
    )


def _column(values: Sequence[Any], marks: Marks, index: int) -> pl.Series:
    """The texts of a column: numbers without their `.0`, percents as shown, dates in ISO form."""
    kinds = set(map(type, values))
    if kinds == {str}:
        texts = pl.Series(values, dtype=pl.String)
    elif kinds <= {str, float}:
        texts = _numbers_and_texts(values, kinds)
    else:
        texts = _numbers_and_texts([v if type(v) in (str, float) else _shown(v) for v in values], {str, float})
    replaced = marks.errors.get(index, {}) | {
        row: FORMULA + "=" + f for row, f in marks.formulas.get(index, {}).items()
    }
    percents = [row for row in marks.percents.get(index, ()) if type(values[row]) is float]
    if percents:
        shown = pl.Series([values[row] * 100 for row in percents]).round_sig_figs(13).cast(pl.String)
        replaced |= dict(zip(percents, (shown.str.strip_suffix(".0") + " %").to_list(), strict=True))
    inside = {row: text for row, text in replaced.items() if row < len(values)}
    if inside:
        texts = texts.scatter(list(inside), list(inside.values()))
    return texts


def _numbers_and_texts(values: Sequence[Any], kinds: set[type]) -> pl.Series:
    numbers = pl.Series([v if type(v) is float else None for v in values], dtype=pl.Float64)
    shown = numbers.cast(pl.String).str.strip_suffix(".0")
    if str not in kinds:
        return shown
    texts = pl.Series([v if type(v) is str else None for v in values], dtype=pl.String)
    return pl.select(pl.coalesce(texts, shown)).to_series()


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "vrai" if value else "faux"
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(" ", timespec="seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{value.total_seconds() / 86400:g}"
    return "" if value is None else str(value)
