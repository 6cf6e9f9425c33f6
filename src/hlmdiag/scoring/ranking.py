"""The place of each unit among those whose diagnosis is conclusive."""

from __future__ import annotations

import polars as pl

__all__ = ["rank"]


def rank(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `rank` (1 is the highest score, ties share it) and `percentile` (below + half of the equal, in %)."""
    ranked = pl.when(pl.col("conclusive")).then(pl.col("score")).otherwise(None)
    first, last = (ranked.rank(method=method).cast(pl.Float64) for method in ("min", "max"))
    below, equal = first - 1, last - first + 1
    return frame.with_columns(
        ranked.rank(method="min", descending=True).cast(pl.UInt32).alias("rank"),
        (100 * (below + equal * 0.5) * (1 / ranked.count())).round(9, mode="half_away_from_zero").alias("percentile"),
    )
