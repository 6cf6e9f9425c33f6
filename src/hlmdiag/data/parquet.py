"""A Parquet file becomes a sheet of text like any other, its first row holding the names of its columns."""

from __future__ import annotations

from io import BytesIO

import polars as pl

from hlmdiag.configuration import LIMITS, Limits
from hlmdiag.data.frames import as_sheet
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.size_limits import check_table
from hlmdiag.errors import HlmdiagError, Location, Problem


def read_parquet(data: bytes, file: str, limits: Limits = LIMITS) -> Sheet:
    """The sheet of a Parquet file; row 1 is the names, as if it were a sheet of a workbook."""
    try:
        whole = pl.scan_parquet(BytesIO(data))
        # checked before collecting: a few bytes may hold a billion equal rows
        height, width = whole.select(pl.len()).collect().item(), len(whole.collect_schema())
        check_table(file, height, width, limits, unfolded=True)
        frame = whole.collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise HlmdiagError([Problem("donnees.fichier-illisible", Location(file))]) from None
    return as_sheet(frame, file, first=1)
