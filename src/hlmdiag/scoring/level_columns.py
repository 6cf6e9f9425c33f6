"""Columns of levels: of ids, as results publish them, and of places (0 for the best), as scoring compares them."""

from __future__ import annotations

import polars as pl

from hlmdiag.grid.level import Levels


def level_index(score: pl.Expr, levels: Levels) -> pl.Expr:
    """The place of the level of a score, written to 9 decimals: the one with the greatest `from` at or under it."""
    crossed = [score >= limit if levels.higher_is_worse else score < limit for limit in levels.limits]
    index = pl.sum_horizontal([limit.cast(pl.Int32) for limit in crossed]) if crossed else pl.lit(0, dtype=pl.Int32)
    return pl.when(score.is_not_null()).then(index).otherwise(None).cast(pl.Int32)


def levels_met(low: pl.Expr, high: pl.Expr, levels: Levels) -> tuple[pl.Expr, pl.Expr]:
    """The places of the best and of the worst level that an interval meets; an end that is null bounds nothing."""
    ends = (level_index(low, levels), level_index(high, levels))
    best, worst = ends if levels.higher_is_worse else ends[::-1]
    return best.fill_null(0), worst.fill_null(len(levels) - 1)


def place_of_id(id: pl.Expr, levels: Levels) -> pl.Expr:
    """The place of a level named by its id; null for null and for an id of no level."""
    ids, places = list(levels.ids), list(range(len(levels)))
    return id.cast(pl.String).replace_strict(ids, places, default=None, return_dtype=pl.Int32)


def id_of_place(place: pl.Expr, levels: Levels) -> pl.Expr:
    """The id of the level at a place; null for null and for a place of no level."""
    if not levels:
        return pl.lit(None, dtype=pl.String)
    return place.replace_strict(list(range(len(levels))), list(levels.ids), default=None, return_dtype=pl.String)
