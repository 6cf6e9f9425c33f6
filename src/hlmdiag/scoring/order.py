"""The order in which lists show units."""

from __future__ import annotations

import polars as pl

from hlmdiag.grid.model import Grid

__all__ = ["list_order"]


def list_order(frame: pl.DataFrame, grid: Grid) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Rows by final level, the worst first, then by rank, then as received; then those of them that are unsettled.

    Ranks of a merit grid count from the best: there the worst is the last one.
    """
    ranks = {level.id: place for place, level in enumerate(reversed(grid.levels))}
    level = pl.col("level").cast(pl.String).replace_strict(ranks, default=None, return_dtype=pl.Int32)
    rank = pl.col("rank").cast(pl.Int64) * (1 if grid.scale.burden else -1)
    unsettled = pl.col("level").is_null() & ~pl.col("conclusive")
    ordered = frame.select(level.alias("level"), rank.alias("rank"), unsettled.alias("unsettled")).with_row_index("row")
    ordered = ordered.sort("level", "rank", "row", nulls_last=True)
    without = ordered.filter("unsettled").get_column("row")
    return tuple(ordered.get_column("row").to_list()), tuple(without.to_list())
