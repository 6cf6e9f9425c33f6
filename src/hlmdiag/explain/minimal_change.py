"""Makes a change minimal: how few answers it takes, and how little each of them has to move."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from hlmdiag.explain.what_if import WhatIf, asked_of

_TRIALS = 20_000
"""Trials of one round: as many as are scored together."""


def first(spans: pl.DataFrame, run: Callable[[pl.DataFrame], pl.DataFrame], trials: WhatIf) -> pl.DataFrame:
    """The smallest number above `low`, which does not work, up to `high`, which does: it becomes `high`.

    `spans`: `unit`, `low`, `high`. `run` scores what is asked of each: `unit` and the number `at`.
    """
    while True:
        wide = spans.filter(pl.col("high") - pl.col("low") > 1)
        if wide.is_empty():
            return spans
        between = pl.col("high") - pl.col("low")
        asked = wide.with_columns(count=pl.min_horizontal(between - 1, max(2, _TRIALS // wide.height)))
        asked = asked.with_columns(k=pl.int_ranges(1, pl.col("count") + 1)).explode("k")
        asked = asked.with_columns(at=(pl.col("low") + between * pl.col("k") // (pl.col("count") + 1)).cast(pl.Int32))
        found = asked.with_columns(trials.works(run(asked.select("unit", "at"))).alias("works"))
        best = found.group_by("unit", maintain_order=True).agg(
            high=pl.col("at").filter("works").min(), low=pl.col("low").first(), top=pl.col("high").first(), at="at"
        )
        best = best.with_columns(high=pl.coalesce("high", "top"))
        under = best.explode("at").filter(pl.col("at") < pl.col("high"))
        lows = under.group_by("unit").agg(floor=pl.col("at").max())
        narrowed = best.join(lows, on="unit", how="left").select(
            "unit", pl.max_horizontal("low", "floor").alias("low-now"), pl.col("high").alias("high-now")
        )
        spans = spans.join(narrowed, on="unit", how="left", maintain_order="left").select(
            "unit", low=pl.coalesce("low-now", "low"), high=pl.coalesce("high-now", "high")
        )


def nearest(trials: WhatIf) -> WhatIf:
    """Each answer of a set in turn becomes the nearest to the present one that suffices, the others being changed."""
    chosen = (
        trials.levers_in_rows("kept", "present", "goal")
        .filter("kept")
        .with_columns(number=pl.int_range(pl.len(), dtype=pl.Int32).over("unit"))
    )
    steps = pl.DataFrame(
        {"turn": range(len(trials.levers)), "step": [lever.step for lever in trials.levers]},
        schema={"turn": pl.Int32, "step": pl.Float64},
    )
    chosen = chosen.join(steps, on="turn", how="left", maintain_order="left")
    for (_,), lines in chosen.partition_by("number", as_dict=True, maintain_order=True).items():
        trials = trials.with_levers(_brought_near(trials, lines).select("unit", "turn", "goal"))
    return trials


def _brought_near(trials: WhatIf, lines: pl.DataFrame) -> pl.DataFrame:
    """One answer of each of these units (`turn`, `present`, `goal`, `step`), brought near: `goal` is the nearest."""
    far = (pl.col("goal") - pl.col("present")).abs() / pl.col("step")
    lines = lines.with_columns(far=pl.max_horizontal((far - 1e-9).ceil(), 1).cast(pl.Int32))

    def run(asked: pl.DataFrame) -> pl.DataFrame:
        placed = asked.join(lines, on="unit", how="left", maintain_order="left")
        return trials.run(asked_of(placed, turn=pl.col("turn"), value=_at(pl.col("at"))))

    spans = lines.select("unit", low=pl.lit(0, dtype=pl.Int32), high=pl.col("far"))
    found = first(spans, run, trials).select("unit", at="high")
    return lines.join(found, on="unit", how="left", maintain_order="left").with_columns(goal=_at(pl.col("at")))


def _at(place: pl.Expr) -> pl.Expr:
    """The answer so many steps away from the present one, towards the goal: a multiple of the step, or the goal."""
    present, goal, step = (pl.col(name) for name in ("present", "goal", "step"))
    rises = goal > present
    start = pl.when(rises).then((present / step + 1e-9).floor()).otherwise((present / step - 1e-9).ceil())
    there = ((start + pl.when(rises).then(place).otherwise(-place)) * step).round(9)
    return pl.when(rises).then(pl.min_horizontal(there, goal)).otherwise(pl.max_horizontal(there, goal))
