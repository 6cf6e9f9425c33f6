"""A level set by people who know the place: it always wins, signed and reasoned, and the computed one is kept."""

from __future__ import annotations

import polars as pl

from hlmdiag.data.dataset import Dataset
from hlmdiag.data.dataset_columns import data_value
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.classify import FINAL_INDEX
from hlmdiag.scoring.level_columns import place_of_id

_COLUMNS = {"level": "override", "author": "override_author", "date": "override_date", "reason": "override_reason"}


def override(frame: pl.DataFrame, grid: Grid, dataset: Dataset) -> pl.DataFrame:
    """Add the override of each unit, and make it the final level."""
    if dataset.overrides is None or not grid.levels:
        return frame.with_columns([pl.lit(None, dtype=pl.String).alias(name) for name in _COLUMNS.values()])
    given = dataset.overrides.select(
        *(pl.col(key).cast(pl.String).alias(f"override|{key}") for key in grid.keys),
        *(pl.col(name).cast(pl.String).alias(alias) for name, alias in _COLUMNS.items()),
    )
    frame = frame.join(
        given,
        left_on=[data_value(key) for key in grid.keys],
        right_on=[f"override|{key}" for key in grid.keys],
        how="left",
        maintain_order="left",
    )
    chosen = place_of_id(pl.col("override"), grid.levels)
    return frame.with_columns(pl.coalesce(chosen, pl.col(FINAL_INDEX)).alias(FINAL_INDEX))
