"""The rows of a table whose cells have types, in Parquet files or in a table with a log: all of them, or in batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from hlmdiag.configuration import Limits
from hlmdiag.data.lakes import Lake
from hlmdiag.data.size_limits import check_table
from hlmdiag.data.sources import InputSource
from hlmdiag.errors import HlmdiagError, Location, Problem

_ROWS = 65_536
"""Of a batch."""


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
        for batch in self.batches():
            height += batch.height
            check_table(self.name, height, batch.width, limits, unfolded=True)
            found.append(batch)
        return pl.concat(found, how="vertical_relaxed")

    def batches(self, rows: int = _ROWS) -> Iterator[pl.DataFrame]:
        """Some rows at a time, at least one batch of each source; all with the same columns, not always typed alike."""
        columns = list(dict.fromkeys(name for each in self.sources for name in next(self._of(each, 1)).columns))
        for source in self.sources:
            for batch in self._of(source, rows):
                yield batch.select(name if name in batch.columns else pl.lit(None).alias(name) for name in columns)

    def _of(self, source: InputSource, rows: int) -> Iterator[pl.DataFrame]:
        """The batches of a source, the first without a row, with the columns that its folders give."""
        assert source.path is not None
        given = dict(source.columns)
        lake = Lake.at(source.path)
        for batch in lake.batches(self.name, rows) if lake is not None else self._of_parquet(source, rows):
            more = (pl.lit(value or None, pl.String).alias(name) for name, value in given.items())
            yield batch.with_columns(each for each in more if each.meta.output_name() not in batch.columns)

    def _of_parquet(self, source: InputSource, rows: int) -> Iterator[pl.DataFrame]:
        assert source.path is not None
        try:
            scan = pl.scan_parquet(source.path, hive_partitioning=False)
            yield pl.DataFrame(schema=scan.collect_schema())
            yield from scan.collect_batches(chunk_size=rows, maintain_order=True)
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
            raise HlmdiagError([Problem("donnees.fichier-illisible", Location(source.name))]) from None
