"""The order in which lists show units."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from hlmdiag.grid.model import Grid
from hlmdiag.scoring.level_columns import place_of_id


def list_order(
    frame: pl.DataFrame, grid: Grid, keys: Sequence[str] | None = None
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Rows by level, the worst first, then by score, then by key; unsettled rows come last.

    A unit without level stands at the best one that is still possible, and without score at the better end of its
    interval: it is at least that grave. One without either comes last. `keys`: those of the units, which are the grid's
    unless they are wider.
    """
    keys = grid.keys if keys is None else keys
    best = pl.col("low") if grid.scale.burden else pl.col("high")
    score = pl.coalesce(pl.col("score"), best) * (-1 if grid.scale.burden else 1)
    level = pl.coalesce(id.cast(pl.String) for id in (pl.col("level"), pl.col("levels_possible").list.first()))
    by = (
        -place_of_id(level, grid.levels),
        score,
        *(pl.col(key).cast(pl.String) for key in keys),
        pl.int_range(pl.len()),
    )
    order = frame.select(pl.arg_sort_by(*by, nulls_last=True)).to_series()
    unsettled = frame.select(pl.col("level").is_null() & ~pl.col("conclusive")).to_series()
    without = order.filter(unsettled.gather(order))
    return tuple(order.to_list()), tuple(without.to_list())
