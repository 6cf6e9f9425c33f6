"""A table that lies on its side, its units in columns: it is set upright, each cell keeping the address it has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import polars as pl

from hlmdiag.data.header import Header
from hlmdiag.data.sheet import Sheet

_FEW, _TIMES = 3, 2
_MOST = 2_000
"""More rows than that are units: nobody has so many titles."""


def can_be_upright(sheet: Sheet) -> bool:
    """Whether a sheet may be a table on its side."""
    return 1 < sheet.cells.height <= _MOST and sheet.cells.width > 1 and not sheet.given and not sheet.is_frame


def lies_down(found: Header | None, upright: Header) -> bool:
    """Whether the titles are in the first columns rather; one or two words may be found anywhere."""
    return len(upright.columns) >= max(_FEW, _TIMES * (len(found.columns) if found is not None else 0))


def upright(sheet: Sheet) -> Sheet:
    """The sheet with its rows as columns."""
    cells = sheet.cells.transpose(column_names=[str(index) for index in range(sheet.cells.height)])
    return replace(
        sheet,
        cells=cells,
        rows=pl.Series("row", range(1, cells.height + 1), dtype=pl.UInt32),
        lines=tuple(sheet.rows.to_list()),
        merged=tuple(((left, top), (right, bottom)) for (top, left), (bottom, right) in sheet.merged),
        hidden_rows=(),
        hidden_columns=(),
        shown=_shown(sheet.shown),
        spelled=None if sheet.spelled is None else _rows(sheet.spelled),
        struck=_rows(sheet.struck),
        coloured={
            row: {column: sheet.coloured[column][row] for column in columns}
            for row, columns in _turned(sheet.coloured).items()
        },
    )


def _turned(places: Mapping[int, Iterable[int]]) -> dict[int, list[int]]:
    """By row, the columns that have it."""
    found: dict[int, list[int]] = {}
    for column in sorted(places):
        for row in places[column]:
            found.setdefault(int(row), []).append(column)
    return found


def _rows(places: Mapping[int, pl.Series]) -> dict[int, pl.Series]:
    return {row: pl.Series("row", columns, dtype=pl.UInt32) for row, columns in _turned(places).items()}


def _shown(shown: Mapping[int, pl.DataFrame]) -> dict[int, pl.DataFrame]:
    if not shown:
        return {}
    every = pl.concat(frame.select("row", "text", pl.lit(column, pl.UInt32).alias("column"))
                      for column, frame in sorted(shown.items()))  # fmt: skip
    return {
        int(row): some.select(pl.col("column").alias("row"), "text")
        for (row,), some in every.partition_by("row", as_dict=True, maintain_order=True).items()
    }
