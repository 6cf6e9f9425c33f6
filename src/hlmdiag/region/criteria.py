"""Counts of the units of a region at each criterion: at their best, at their worst, between, or not known."""

from __future__ import annotations

import polars as pl

from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.scoring.result_columns import score_column, state_column

KINDS = ("best", "between", "worst", "not_applicable", "unknown")
_SLACK = 1e-9


def criteria_counts(frame: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """A row per criterion (`id`), in the order of the grid, with the number of units of each kind."""
    leaves = grid.indicators
    if not leaves:
        return pl.DataFrame(schema={"id": pl.String, **dict.fromkeys(KINDS, pl.Int64)})
    counts = [count.alias(f"{each.id}|{kind}") for each in leaves for kind, count in _kinds(each, grid).items()]
    found = frame.select(counts).row(0, named=True)
    rows = [{"id": each.id, **{kind: found[f"{each.id}|{kind}"] for kind in KINDS}} for each in leaves]
    return pl.DataFrame(rows, schema={"id": pl.String, **dict.fromkeys(KINDS, pl.Int64)})


def _kinds(leaf: Indicator, grid: Grid) -> dict[str, pl.Expr]:
    """The count of each kind; a rule without an end of its own has no best or no worst."""
    state, points = pl.col(state_column(leaf.id)).cast(pl.String), pl.col(score_column(leaf.id))
    scored = (state == "scored") & points.is_not_null()
    reach = leaf.reach(grid.scale)
    ends = (reach.low, reach.high) if grid.scale.burden else (reach.high, reach.low)
    best, worst = (pl.lit(value=False) if end is None else (points - end).abs() <= _SLACK for end in ends)
    away = state == "not_applicable"
    held = {
        "best": scored & best, "between": scored & ~best & ~worst, "worst": scored & worst & ~best,
        "not_applicable": away, "unknown": ~scored & ~away,
    }  # fmt: skip
    return {kind: each.fill_null(value=False).cast(pl.Int64).sum() for kind, each in held.items()}


def added(counts: list[pl.DataFrame], grid: Grid) -> pl.DataFrame:
    """The counts of several results together."""
    order = {each.id: place for place, each in enumerate(grid.indicators)}
    if not counts:
        return pl.DataFrame(schema={"id": pl.String, **dict.fromkeys(KINDS, pl.Int64)})
    together = pl.concat(counts).group_by("id").agg(pl.col(KINDS).sum())
    return together.sort(pl.col("id").replace_strict(order, return_dtype=pl.Int64))
