"""The rows of a table whose cells have types, in Parquet files or in a table with a log: all of them, or in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from hlmdiag.configuration import Limits
from hlmdiag.data.lakes import Lake
from hlmdiag.data.size_limits import check_table
from hlmdiag.data.sources import InputSource
from hlmdiag.errors import HlmdiagError, Location, Problem

_ROWS = 65_536
"""Read at a time."""


@dataclass(frozen=True)
class TypedRows:
    """One table, in some sources one after the other; `name` is what messages call it.

    A source may lack columns that others have. The folders of a file give columns of text: `01` is not 1.
    """

    name: str
    sources: Sequence[InputSource]

    def frame(self, limits: Limits) -> pl.DataFrame:
        """All the rows; `HlmdiagError` where they are more than the limits allow, or cannot be read."""
        found: list[pl.DataFrame] = []
        height = 0
        for batch in self._batches():
            height += batch.height
            check_table(self.name, height, batch.width, limits, unfolded=True)
            found.append(batch)
        return pl.concat(found, how="vertical_relaxed")

    def pieces(self, rows: int) -> Iterator[pl.DataFrame]:
        """About `rows` rows at a time: many small files make one piece."""
        waiting: list[pl.DataFrame] = []
        for batch in self._batches():
            # the first batch has no row, but its columns
            for part in batch.iter_slices(rows) if waiting else [batch]:
                waiting.append(part)
                if sum(each.height for each in waiting) >= rows:
                    yield pl.concat(waiting, how="vertical_relaxed")
                    waiting = [part.clear()]
        if waiting[1:] or not waiting[0].is_empty():
            yield pl.concat(waiting, how="vertical_relaxed")

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self._columns)

    @cached_property
    def _columns(self) -> list[str]:
        return list(dict.fromkeys(name for each in self.sources for name in next(self._of(each)).columns))

    def _batches(self) -> Iterator[pl.DataFrame]:
        """Some rows at a time, at least one batch of each source; all with the same columns, not always typed alike."""
        for source in self.sources:
            for batch in self._of(source):
                there = set(batch.columns)
                yield batch.select(name if name in there else pl.lit(None).alias(name) for name in self._columns)

    def _of(self, source: InputSource) -> Iterator[pl.DataFrame]:
        """The batches of a source, the first without a row, with the columns that its folders give."""
        assert source.path is not None
        given = dict(source.columns)
        lake = Lake.at(source.path)
        for batch in lake.batches(self.name, _ROWS) if lake is not None else self._of_parquet(source):
            more = (pl.lit(value or None, pl.String).alias(name) for name, value in given.items())
            yield batch.with_columns(each for each in more if each.meta.output_name() not in batch.columns)

    def _of_parquet(self, source: InputSource) -> Iterator[pl.DataFrame]:
        assert source.path is not None
        try:
            scan = pl.scan_parquet(source.path, hive_partitioning=False)
            yield pl.DataFrame(schema=scan.collect_schema())
            # by slices: `collect_batches` reads ahead, and holds four times as much
            for start in range(0, scan.select(pl.len()).collect().item(), _ROWS):
                yield scan.slice(start, _ROWS).collect()
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
            raise HlmdiagError([Problem("donnees.fichier-illisible", Location(source.name))]) from None
