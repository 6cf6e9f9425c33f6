"""A Parquet file becomes a sheet of text like any other, its first row holding the names of its columns.

One is also written here, of rows that come piece by piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any, BinaryIO

import polars as pl

from hlmdiag.configuration import LIMITS, Limits
from hlmdiag.data.frames import as_sheet
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.size_limits import check_table
from hlmdiag.errors import HlmdiagError, Location, Problem

_ROWS = 65_536
"""Of a group, where the rows come piece by piece: a group is held until it is whole."""
_SLICE = 16_384


def write_pieces(
    pieces: Iterable[pl.DataFrame], schema: Mapping[str, Any], out: BinaryIO, metadata: dict[str, str], *, level: int
) -> None:
    """Write rows that come piece by piece, and are never together; `level` is that of the compression."""
    from polars.io.plugins import register_io_source

    def rows(columns: Any, predicate: Any, count: Any, batch: Any) -> Iterator[pl.DataFrame]:
        # the writer asks for every row and column in order: no filter; small slices, as several wait in memory
        for piece in pieces:
            yield from piece.iter_slices(_SLICE)

    register_io_source(rows, schema=dict(schema)).sink_parquet(
        out, compression_level=level, metadata=metadata, maintain_order=True, engine="streaming", row_group_size=_ROWS
    )


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
