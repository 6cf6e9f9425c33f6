"""A score that moved by one and the same number of points whatever the missing answers are, and the levels it leaves.

Where the same answers are missing on both sides, the intervals overlap and would never tell two results apart; in a
grid of plain means, what is known moved the score by as much for each thing that the missing answers may be.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

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


def shared_width(grid: Grid, before: Grid) -> pl.Expr:
    """How much of both intervals comes from the answers that neither side has: each is the same one on both.

    In points of the score, in a grid of plain means; null where what is missing does not make up the intervals.
    """
    if not (_is_one_grid(grid, before) and _is_plain_mean(grid)):
        return pl.lit(None, dtype=pl.Float64)
    reaches = {each.id: each.reach(grid.scale) for each in grid.indicators}
    if any(each.low is None or each.high is None for each in reaches.values()):
        return pl.lit(None, dtype=pl.Float64)
    widths = {id: (each.high or 0.0) - (each.low or 0.0) for id, each in reaches.items()}
    parts = [(each, share * widths[each.id]) for each, share in _shares(grid.root, pl.lit(1.0))]
    now, had, both = (
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
    return pl.when(pl.all_horizontal(*applied, *made_up, _are_placed(grid))).then(both)


def _shares(node: Theme, share: pl.Expr) -> Iterator[tuple[Indicator, pl.Expr]]:
    """Each indicator with the share of the whole that it makes up, among what applies to the unit."""
    weights = [pl.when(_applies(child)).then(child.weight).otherwise(0.0) for child in node.children]
    total = pl.sum_horizontal(weights)
    for child, weight in zip(node.children, weights, strict=True):
        own = pl.when(total > 0).then(share * weight / total).otherwise(0.0)
        if isinstance(child, Theme):
            yield from _shares(child, own)
        else:
            yield child, own


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
