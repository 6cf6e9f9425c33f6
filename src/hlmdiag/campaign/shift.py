"""Scores that moved by the same number of points whatever the missing answers are, and the levels still possible.

Where the same answers are missing on both sides, the intervals overlap and would never tell two results apart; in a
grid of plain means, what is known moved the score by as much for each thing that the missing answers may be.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import polars as pl

from hlmdiag.campaign.evidence import inputs, placed
from hlmdiag.campaign.sides import NEVER, then
from hlmdiag.expression import DECIMALS
from hlmdiag.grid.level import Level, Levels
from hlmdiag.grid.model import Grid, Indicator, Theme
from hlmdiag.rules.aggregate import Mean
from hlmdiag.scoring.columns import leaf
from hlmdiag.scoring.level_columns import level_index
from hlmdiag.states import State

_DECIDED = [int(State.SCORED), int(State.NOT_APPLICABLE)]
_SAME = 1e-7
"""Two shifts of written numbers that differ by less are one."""


def is_steady(grid: Grid, before: Grid) -> pl.Expr:
    """Whether the same answers are missing on both sides, in a grid where each then moves the score by as much.

    The score then moved by one and the same number of points, whatever the missing answers are.
    """
    if not (_is_one_grid(grid, before) and _is_plain_mean(grid)):
        return NEVER
    alike = [_is_alike(each) for each in grid.indicators if each.weight > 0]
    shifts = (pl.col("low") - then("low")) - (pl.col("high") - then("high"))
    return pl.all_horizontal(*alike, _are_placed(grid), shifts.abs() < _SAME).fill_null(value=False)


def _is_one_grid(grid: Grid, before: Grid) -> bool:
    """Whether both sides were scored by one grid, with the same of its optional results."""
    return grid.hash == before.hash and grid.uses.keys() == before.uses.keys()


def with_shared_width(both: pl.DataFrame, grid: Grid, before: Grid, name: str) -> pl.DataFrame:
    """With a column that says how much of both intervals comes from the answers that neither side has.

    Each is the same one on both. In points of the score, in a grid of plain means; null where what is missing does not
    make up the intervals. Worked out node by node: one expression of it would be as long as the tree is deep.
    """
    reaches = {each.id: each.reach(grid.scale) for each in grid.indicators}
    is_open_ended = any(each.low is None or each.high is None for each in reaches.values())
    if is_open_ended or not (_is_one_grid(grid, before) and _is_plain_mean(grid)):
        return both.with_columns(pl.lit(None, dtype=pl.Float64).alias(name))
    widths = {id: (each.high or 0.0) - (each.low or 0.0) for id, each in reaches.items()}
    parts = [(each, pl.col(_share(each)) * widths[each.id]) for each in grid.indicators]
    now, had, shared = (
        pl.sum_horizontal([pl.when(is_open(each)).then(part).otherwise(0.0) for each, part in parts])
        for is_open in (lambda it: _is_open(pl.col, it), lambda it: _is_open(then, it), _is_open_alike)
    )
    applied = [
        (pl.col(leaf("state", each.id)) == int(State.NOT_APPLICABLE))
        == (then(leaf("state", each.id)) == int(State.NOT_APPLICABLE))
        for each in grid.indicators
    ]
    made_up = [
        ((pl.col("high") - pl.col("low")) - now).abs() < _SAME, ((then("high") - then("low")) - had).abs() < _SAME
    ]  # fmt: skip
    found = pl.when(pl.all_horizontal(*applied, *made_up, _are_placed(grid))).then(shared)
    return both.with_columns(_with_shares(both, grid).select(found.alias(name)).to_series())


def _share(node: Theme | Indicator) -> str:
    """The column of the share of the whole that a node makes up, among what applies to the unit."""
    return f"|share:{node.id}"


def _with_shares(both: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """The shares of all nodes, from the root down."""
    frame = both.with_columns(pl.lit(1.0).alias(_share(grid.root)))
    for theme in (each for each in grid.root.walk() if isinstance(each, Theme)):
        weights = [pl.when(_applies(child)).then(child.weight).otherwise(0.0) for child in theme.children]
        frame = frame.with_columns(
            pl.sum_horizontal(weights).alias("|total"),
            *(weight.alias(_share(child)) for child, weight in zip(theme.children, weights, strict=True)),
        )
        own = pl.col(_share(theme)) / pl.col("|total")
        frame = frame.with_columns(
            pl.when(pl.col("|total") > 0).then(own * pl.col(_share(child))).otherwise(0.0).alias(_share(child))
            for child in theme.children
        )
    return frame


def _applies(node: Theme | Indicator) -> pl.Expr:
    leaves = [each for each in node.walk() if isinstance(each, Indicator)] if isinstance(node, Theme) else [node]
    return pl.any_horizontal([pl.col(leaf("state", each.id)) != int(State.NOT_APPLICABLE) for each in leaves])


def _is_open(side: Callable[[str], pl.Expr], indicator: Indicator) -> pl.Expr:
    return ~side(leaf("state", indicator.id)).is_in(_DECIDED)


def _is_open_alike(indicator: Indicator) -> pl.Expr:
    """Whether an indicator misses the same answers on both sides."""
    same, unknown = inputs(indicator.id), _is_open(pl.col, indicator) & _is_open(then, indicator)
    return unknown if indicator.column is not None else unknown & (pl.col(same) == then(same))


def _are_placed(grid: Grid) -> pl.Expr:
    """Whether all that says which indicators apply is known on both sides, and no one set a level."""
    applied = [placed(each.id) for each in grid.indicators if each.applies_if is not None]
    known = [side for name in applied for side in (pl.col(name), then(name))]
    return pl.all_horizontal(*known, *(pl.col(name).is_null() for name in ("override", "override|then")))


def _is_alike(indicator: Indicator) -> pl.Expr:
    """Whether an indicator is known on both sides, or applies on neither, or misses the same answers."""
    state = leaf("state", indicator.id)
    return (pl.col(state).is_in(_DECIDED) & (pl.col(state) == then(state))) | _is_open_alike(indicator)


def every_level_moved(grid: Grid, *, worse: bool) -> pl.Expr:
    """Whether the level is worse (better) than each level that it may have had, the score having shifted as one.

    For every level before, the best (worst) one that the shift may have led to; the floors of flags stand over both.
    """
    levels = grid.levels
    if grid.level_rules or not levels.are_bounded:
        return NEVER
    good, bad = ("low", "high") if levels.higher_is_worse else ("high", "low")
    shift = pl.col(good) - then(good)
    first, last = (level_index(then(end), levels) for end in (good, bad))
    found = []
    for place, level in enumerate(levels):
        end = _nearest(level, levels, then(good if worse else bad), is_good=worse)
        now = level_index((end + shift).round(DECIMALS), levels)
        had = pl.max_horizontal(pl.lit(place, dtype=pl.Int32), then("ceiling" if worse else "floor"))
        has = pl.max_horizontal(now, pl.col("floor" if worse else "ceiling"))
        found.append((place < first) | (place > last) | (has > had if worse else has < had))
    return pl.all_horizontal(found).fill_null(value=False)


def _is_plain_mean(grid: Grid) -> bool:
    themes = [each for each in grid.root.walk() if isinstance(each, Theme)]
    return all(isinstance(each.aggregation, Mean) and each.adjust is None for each in themes)


def _nearest(level: Level, levels: Levels, limit: pl.Expr, *, is_good: bool) -> pl.Expr:
    """The good (or bad) end of the scores of a level, within what was possible: not beyond `limit`."""
    low, high = levels.span(level)
    is_low = levels.higher_is_worse == is_good
    end = low if is_low else high
    if math.isinf(end):
        return limit
    bound = pl.lit(end, dtype=pl.Float64)
    return pl.max_horizontal(limit, bound) if is_low else pl.min_horizontal(limit, bound)
