"""Each campaign counted, whole and group by group: its levels, its score, its themes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from hlmdiag.grid.model import Grid
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import score_column
from hlmdiag.scoring.roles import columns_of_role, role_of
from hlmdiag.scoring.unit_code import codes_seen

_PUBLISHED = ("level", "level_computed", "override", "score", "low", "high", "coverage", "flags")


def level_count(id: str) -> str:
    """The column of how many units are at a level."""
    return f"level:{id}"


def theme_median(id: str) -> str:
    """The column of the median score of a theme."""
    return f"theme:{id}"


def throughout(results: Sequence[Result]) -> frozenset[str]:
    """The units that are in every campaign."""
    return frozenset.intersection(*(frozenset(codes_seen(each)) for each in results))


def narrowed(result: Result) -> Result:
    """A result reduced to what its units published: enough for the campaigns before the last two."""
    grid, names = result.grid, result.frame.columns
    roles = {name for role in ("label", "group", "size") for name in columns_of_role(grid, role)}
    kept = {*grid.keys, *_PUBLISHED, *roles, *(score_column(each.id) for each in grid.themes)}
    return replace(result, frame=result.frame.select(name for name in names if name in kept))


def tallies(results: Sequence[Result], grid: Grid) -> pl.DataFrame:
    """A row per campaign (`place`) and group, in the order of their names, in the levels and the themes of a grid.

    `is_whole`: of all groups together (`group` is null too where a unit tells none); `is_throughout`: of the units that
    every campaign has. Then `units`, how many are `scored`, the `mean` and the `median` of their scores, the count of
    each level and the median of each theme.
    """
    kept = throughout(results)
    pieces = [
        found.select(pl.lit(place, dtype=pl.UInt32).alias("place"), pl.all())
        for place, result in enumerate(results)
        for found in _of_campaign(result, kept, grid)
    ]
    return pl.concat(pieces).sort(
        "is_throughout", pl.col("is_whole").not_(), "group", "place", nulls_last=True, maintain_order=True
    )


def _of_campaign(result: Result, kept: frozenset[str], grid: Grid) -> Iterator[pl.DataFrame]:
    group = role_of(result.grid, "group", result.frame)
    named = (pl.lit(None) if group is None else pl.col(group)).cast(pl.String).alias("group")
    scores = {each.id: score_column(each.id) for each in grid.themes}
    themes = [
        (pl.col(name) if name in result.frame.columns else pl.lit(None)).cast(pl.Float64).alias(theme_median(id))
        for id, name in scores.items()
    ]
    frame = result.frame.with_columns(named).select("group", pl.col("level").cast(pl.String), "score", *themes)
    in_every = frame.filter(codes_seen(result).is_in(list(kept)))
    for units, is_throughout in ((frame, False), (in_every, True)):
        scope = pl.lit(is_throughout).alias("is_throughout")
        counts = list(_counts(grid))
        whole = units.select(pl.lit(None, dtype=pl.String).alias("group"), *counts).head(1)
        yield whole.select("group", pl.lit(value=True).alias("is_whole"), scope, pl.exclude("group"))
        if group is not None:
            grouped = units.group_by("group", maintain_order=True).agg(counts)
            yield grouped.select("group", pl.lit(value=False).alias("is_whole"), scope, pl.exclude("group"))


def _counts(grid: Grid) -> Iterator[pl.Expr]:
    yield pl.len().alias("units")
    yield pl.col("score").count().alias("scored")
    yield pl.col("score").mean().alias("mean")
    yield pl.col("score").median().alias("median")
    yield from ((pl.col("level") == id).sum().alias(level_count(id)) for id in grid.levels.ids)
    yield from (pl.col(theme_median(each.id)).median() for each in grid.themes)
