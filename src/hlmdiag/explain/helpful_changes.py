"""Which trials help a unit, and which helps it most."""

from __future__ import annotations

import polars as pl

from hlmdiag.explain.what_if import WhatIf

BASE = ("score", "pressure", "burden", "scored")
"""Quantities compared with those before any change."""


def helpful(trials: WhatIf, found: pl.DataFrame) -> pl.DataFrame:
    """The trials that help: a better level, or the same one with something better and nothing worse.

    `found`: what `WhatIf.run` gives, with `present`, the answer before. Adds `start` (the level before), `gain` (in
    points of the score), `lighter` (of the indicators), `relief` (conditions that no longer hold) and `effort`.
    """
    before = trials.work.with_row_index("unit").select("unit", "start", *(f"base-{name}" for name in BASE))
    sign = 1.0 if trials.replay.grid.scale.burden else -1.0
    found = found.join(before, on="unit", how="left", maintain_order="left").with_columns(
        gain=((pl.col("base-score") - pl.col("score")) * sign).round(9).fill_null(0.0),
        lighter=(pl.col("base-burden") - pl.col("burden")).round(9),
        relief=pl.col("base-pressure") - pl.col("pressure"),
        effort=(pl.col("value") - pl.col("present")).abs(),
    )
    helps = (pl.col("gain") > 0) | (pl.col("lighter") > 0) | (pl.col("relief") > 0)
    harms = (pl.col("gain") < 0) | (pl.col("lighter") < 0) | (pl.col("scored") < pl.col("base-scored"))
    alone = (pl.col("level") < pl.col("start")) & (pl.col("scored") >= pl.col("base-scored"))
    return found.filter(alone | ((pl.col("level") == pl.col("start")) & helps & ~harms))


def best_of(found: pl.DataFrame, *each: str) -> pl.DataFrame:
    """The most helpful trial of each of these, the nearest to what there is among equals."""
    asked = ("level", "gain", "lighter", "relief", "effort", "value")
    descending = [*(False for _ in each), False, True, True, True, False, False]
    return found.sort(*each, *asked, descending=descending).unique(each, keep="first", maintain_order=True)
