"""A large table as sheets of some of its rows, and the rows of them that are kept to be read again together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

import polars as pl

from hlmdiag.data.sheet import Sheet


class NotChunkable(Exception):
    """The file cannot be read by pieces: something in it depends on the whole of a column, or on another row."""


class Pieces(Protocol):
    """The sheets of a table, each of some of its rows under the titles, numbered as in the whole."""

    table: str | None
    """The table that it was declared to be."""
    size: int
    """About how many bytes of text a piece holds."""

    @property
    def digest(self) -> str:
        """A hash of all of it, once it was read."""

    @property
    def encoding(self) -> str | None:
        """That of its texts, once it was read, where it is not that of the first piece."""

    def first_rows(self) -> Sheet:
        """The rows that tell what it is."""

    def titles_end_at(self, row: int) -> None:
        """The last row of titles of the first piece, which is told before the second is asked for."""

    def __iter__(self) -> Iterator[Sheet]:
        """Each piece; raises `NotChunkable` where one cannot be read by itself."""


def some_rows(sheet: Sheet, there: pl.Series) -> Sheet:
    """Some rows of a sheet, in memory of their own."""
    return replace(
        sheet, cells=alone(sheet.cells.filter(there)), rows=sheet.rows.filter(there), spelled=_spelled(sheet, there)
    )


def together(sheets: Sequence[Sheet]) -> Sheet:
    """The rows of some sheets of the same columns, one under the other."""
    spelled: dict[int, list[pl.Series]] = {}
    start = 0
    for sheet in sheets:
        for column, rows in (sheet.spelled or {}).items():
            spelled.setdefault(column, []).append(rows + start)
        start += sheet.cells.height
    places = {column: pl.concat(rows) for column, rows in spelled.items()}
    cells, numbers = pl.concat([each.cells for each in sheets]), pl.concat([each.rows for each in sheets])
    return replace(sheets[0], cells=cells, rows=numbers, spelled=None if sheets[0].spelled is None else places)


def alone(rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows in memory of their own: a few texts that are taken out of a column keep all of it otherwise."""
    return pl.DataFrame(rows.rows(), schema=rows.schema, orient="row")


def _spelled(sheet: Sheet, there: pl.Series) -> dict[int, pl.Series] | None:
    """Where the cells written as texts are among some rows of a sheet."""
    if sheet.spelled is None:
        return None
    places = there.cast(pl.UInt32).cum_sum() - 1
    return {
        column: places.gather(rows.filter(there.gather(rows))).cast(pl.UInt32) for column, rows in sheet.spelled.items()
    }
