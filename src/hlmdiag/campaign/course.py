"""The course of each unit over several campaigns: since when it is where it is, and its watch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from hlmdiag.grid.model import Grid
from hlmdiag.grid.view_model import Watch

WATCHED = ("in", "entered", "left", "relapsed", "out")
"""The standing of a unit in the watch at the last campaign: in it as before, in it since, out of it since, in it again
since, never in it or out of it as before."""


@dataclass(frozen=True)
class LevelPlaces:
    """The levels of the later grid: the place from which a unit is watched, and after how many campaigns it leaves."""

    watched: int
    exit_after: int

    @staticmethod
    def of(watch: Watch, places: dict[str, int]) -> LevelPlaces | None:
        """None where the grid has no level."""
        if not places:
            return None
        return LevelPlaces(places.get(watch.start or "", max(places.values())), watch.exit_after)


def place_of_level(level: pl.Expr, grid: Grid) -> pl.Expr:
    """The place of a level in a grid, 0 the best; null for none, or for one that the grid does not have."""
    places = grid.levels.places
    if not places:
        return pl.lit(None, dtype=pl.Int32)
    return level.cast(pl.String).replace_strict(
        list(places), list(places.values()), default=None, return_dtype=pl.Int32
    )


def course(levels: Sequence[str], alerts: Sequence[str], levels_of: LevelPlaces | None) -> list[list[pl.Expr]]:
    """The steps that add `since`, `campaigns`, `first_alert`, `best`, `worst`, `watch` to a frame.

    `levels`: the columns of places by campaign, in order, null where a unit has no level or is not there (a hole, which
    neither breaks nor lengthens a run); `alerts`: those that say whether an alert holds. `since` and `first_alert` are
    places of campaigns.
    """
    first = pl.coalesce(
        *(pl.when(pl.col(name)).then(pl.lit(place, dtype=pl.UInt32)) for place, name in enumerate(alerts)),
        pl.lit(None, dtype=pl.UInt32),
    )
    places = [pl.col(name) for name in levels]
    ends = [pl.min_horizontal(places).alias("best"), pl.max_horizontal(places).alias("worst")]
    return [[first.alias("first_alert"), *ends, *_no_run()], *_run(levels), *_watched(levels, levels_of)]


def _no_run() -> list[pl.Expr]:
    nothing = pl.lit(None, dtype=pl.UInt32)
    return [
        pl.lit(None, dtype=pl.Int32).alias("|held"), pl.lit(value=False).alias("|broken"),
        nothing.alias("since"), nothing.alias("campaigns"),
    ]  # fmt: skip


def _run(levels: Sequence[str]) -> list[list[pl.Expr]]:
    """From the last campaign back, as long as the level is the present one or worse."""
    steps = []
    for place in range(len(levels) - 1, -1, -1):
        level, held = pl.col(levels[place]), pl.coalesce("|held", levels[place])
        counts = level.is_not_null() & ~pl.col("|broken") & (level >= held)
        steps.append(
            [
                held.alias("|held"),
                (pl.col("|broken") | (level < held).fill_null(value=False)).alias("|broken"),
                pl.when(counts).then(pl.lit(place, dtype=pl.UInt32)).otherwise(pl.col("since")).alias("since"),
                pl.when(counts).then(pl.col("campaigns").fill_null(0) + 1).otherwise("campaigns").alias("campaigns"),
            ]
        )
    return steps


def _watched(levels: Sequence[str], levels_of: LevelPlaces | None) -> list[list[pl.Expr]]:
    if levels_of is None:
        return [[pl.lit(None, dtype=pl.String).alias("watch")]]
    zero = pl.lit(0, dtype=pl.UInt32)
    start = [pl.lit(value=False).alias("|in"), zero.alias("|below"), zero.alias("|entries")]
    steps = [[*start, pl.lit("out").alias("watch")]]
    for level in levels:
        bad, good = (pl.col(level) >= levels_of.watched), (pl.col(level) < levels_of.watched)
        enters = bad.fill_null(value=False) & ~pl.col("|in")
        below = pl.when(bad).then(0).when(good & pl.col("|in")).then(pl.col("|below") + 1).otherwise(pl.col("|below"))
        leaves = pl.col("|in") & good.fill_null(value=False) & (pl.col("|below") + 1 >= levels_of.exit_after)
        watch = (
            pl.when(enters & (pl.col("|entries") > 0)).then(pl.lit("relapsed")).when(enters).then(pl.lit("entered"))
            .when(leaves).then(pl.lit("left")).when(pl.col("|in")).then(pl.lit("in")).otherwise(pl.lit("out"))
        )  # fmt: skip
        steps.append(
            [
                ((pl.col("|in") | enters) & ~leaves).alias("|in"),
                pl.when(leaves).then(0).otherwise(below).cast(pl.UInt32).alias("|below"),
                (pl.col("|entries") + enters.cast(pl.UInt32)).alias("|entries"),
                watch.alias("watch"),
            ]
        )
    return steps
