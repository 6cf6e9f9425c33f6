"""A Parquet file becomes a sheet of text like any other, its first row holding the names of its columns."""

from __future__ import annotations

from io import BytesIO

import polars as pl

from hlmdiag.configuration import LIMITS, Limits
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.toolarge import check_table
from hlmdiag.errors import HlmdiagError, Location, Problem

__all__ = ["read_parquet"]


def read_parquet(data: bytes, file: str, limits: Limits = LIMITS) -> Sheet:
    """The sheet of a Parquet file; row 1 is the names, as if it were a sheet of a workbook."""
    try:
        whole = pl.scan_parquet(BytesIO(data))
        # a few bytes may stand for a thousand million equal rows
        height, width = whole.select(pl.len()).collect().item(), len(whole.collect_schema())
        check_table(file, height, width, limits, unfolded=True)
        frame = whole.collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise HlmdiagError([Problem("donnees.fichier-illisible", Location(file))]) from None
    columns = {
        str(index): pl.Series([column.name]).append(_texts(column)) for index, column in enumerate(frame.get_columns())
    }
    rows = pl.Series("row", range(1, frame.height + 2), dtype=pl.UInt32)
    every = pl.Series(range(1, frame.height + 1), dtype=pl.UInt32)
    spelled = {index: every for index, column in enumerate(frame.get_columns()) if column.dtype == pl.String}
    return Sheet(file, None, pl.DataFrame(columns), rows, spelled=spelled)


def _texts(column: pl.Series) -> pl.Series:
    if column.dtype.is_nested() or column.dtype == pl.Binary:
        return pl.Series([""]).new_from_index(0, len(column))
    if column.dtype == pl.Boolean:
        return column.replace_strict([True, False], ["vrai", "faux"], default="", return_dtype=pl.String)
    texts = column.cast(pl.String).fill_null("")
    return texts.str.strip_suffix(".0") if column.dtype.is_float() else texts
