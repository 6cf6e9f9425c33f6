"""A release as a table, for programs: a row for each count of units that is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import polars as pl

from hlmdiag.benchmark.publication import Publication, PublishedLine, PublishedTable

_QUARTILES: Final = (25, 50, 75)
_SCHEMA: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "kind": pl.String, "families": pl.List(pl.String), "is_total": pl.Boolean, "levels": pl.List(pl.String),
    "units": pl.Int64, "landlords": pl.Int64, "mostly_one": pl.Boolean,
    **{f"score_p{place}": pl.Float64 for place in _QUARTILES}, "unpublished_because": pl.String,
}  # fmt: skip


def published_rows(release: Publication | None) -> pl.DataFrame:
    """The count of each line of families at each group of levels, with the quartiles of the scores of its line.

    No release, no row. A table that is not published has one row, which says why and counts nothing.
    """
    rows = [row for table in (release.tables if release is not None else ()) for row in _rows(table)]
    return pl.DataFrame(rows, schema=_SCHEMA)


def _rows(table: PublishedTable) -> Iterator[Mapping[str, Any]]:
    if table.total is None:
        yield {"kind": table.kind, "unpublished_because": table.because}
        return
    for line in (*table.lines, table.total):
        yield from _cells(table, line, is_total=line is table.total)


def _cells(table: PublishedTable, line: PublishedLine, *, is_total: bool) -> Iterator[Mapping[str, Any]]:
    scores = {f"score_p{place}": line.scores.get(place) for place in _QUARTILES}
    for levels, count in zip(table.levels, line.cells, strict=True):
        yield {
            "kind": table.kind, "families": [*line.families], "is_total": is_total, "levels": [*levels],
            "units": count.units, "landlords": count.landlords, "mostly_one": count.mostly_one, **scores,
        }  # fmt: skip
