"""The place of each unit among those whose diagnosis is conclusive."""

from __future__ import annotations

import polars as pl

from hlmdiag.scoring.columns import percentile, rounded_for_output


def rank(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `rank` (1 is the highest score, ties share it) and `percentile` (below + half of the equal, in %)."""
    ranked = pl.when(pl.col("conclusive")).then(pl.col("score")).otherwise(None)
    return frame.with_columns(
        ranked.rank(method="min", descending=True).cast(pl.UInt32).alias("rank"),
        rounded_for_output(percentile(ranked)).alias("percentile"),
    )
