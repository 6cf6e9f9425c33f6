"""A score that moved by one and the same number of points whatever the missing answers are, and the levels it leaves.

Where the same answers are missing on both sides, the intervals overlap and would never tell two results apart; in a
grid of plain means, what is known moved the score by as much for each thing that the missing answers may be.
"""

from __future__ import annotations

import polars as pl

from hlmdiag.expression import DECIMALS
from hlmdiag.gate.evidence import inputs, placed
from hlmdiag.gate.sides import NEVER, then
from hlmdiag.grid.model import Grid, Indicator, Theme
from hlmdiag.rules.aggregate import Mean
from hlmdiag.scoring.columns import leaf
from hlmdiag.scoring.outcomes import level_index
from hlmdiag.states import State

__all__ = ["every_level_moved", "is_steady"]

_DECIDED = [int(State.SCORED), int(State.NOT_APPLICABLE)]
_SAME = 1e-7
"""Two shifts of written numbers that differ by less are one."""


def is_steady(grid: Grid, before: Grid) -> pl.Expr:
    """Whether the same answers are missing on both sides, in a grid where each then moves the score by as much.

    The score then moved by one and the same number of points, whatever the missing answers are.
    """
    if grid.hash != before.hash or not _is_plain_mean(grid):
        return NEVER
    alike = [_is_alike(each) for each in grid.indicators if each.weight > 0]
    applied = [placed(each.id) for each in grid.indicators if each.applies_if is not None]
    known_ = [side for name in applied for side in (pl.col(name), then(name))]
    shifts = (pl.col("low") - then("low")) - (pl.col("high") - then("high"))
    overs = [pl.col(name).is_null() for name in ("override", "override|then")]
    return pl.all_horizontal(*alike, *known_, *overs, shifts.abs() < _SAME).fill_null(value=False)


def _is_alike(indicator: Indicator) -> pl.Expr:
    """Whether an indicator is known on both sides, or applies on neither, or misses the same answers."""
    state, same = leaf("state", indicator.id), inputs(indicator.id)
    unknown = ~(pl.col(state).is_in(_DECIDED) | then(state).is_in(_DECIDED))
    if indicator.column is None:
        unknown &= pl.col(same) == then(same)
    return (pl.col(state).is_in(_DECIDED) & (pl.col(state) == then(state))) | unknown


def every_level_moved(grid: Grid, *, worse: bool) -> pl.Expr:
    """Whether the level is worse (better) than each level that it may have had, the score having shifted as one.

    For every level before, the best (worst) one that the shift may have led to; the floors of flags stand over both.
    """
    levels, burden = grid.levels, grid.scale.burden
    if grid.level_rules or any(level.start is None for level in levels):
        return NEVER
    good, bad = ("low", "high") if burden else ("high", "low")
    shift = pl.col(good) - then(good)
    first, last = (level_index(then(end), levels, burden=burden) for end in (good, bad))
    found = []
    for place in range(len(levels)):
        end = _nearest(place, grid, then(good if worse else bad), is_good=worse)
        now = level_index((end + shift).round(DECIMALS), levels, burden=burden)
        had = pl.max_horizontal(pl.lit(place, dtype=pl.Int32), then("ceiling" if worse else "floor"))
        has = pl.max_horizontal(now, pl.col("floor" if worse else "ceiling"))
        found.append((place < first) | (place > last) | (has > had if worse else has < had))
    return pl.all_horizontal(found).fill_null(value=False)


def _is_plain_mean(grid: Grid) -> bool:
    themes = [each for each in grid.root.walk() if isinstance(each, Theme)]
    return all(isinstance(each.aggregation, Mean) and each.adjust is None for each in themes)


def _nearest(place: int, grid: Grid, limit: pl.Expr, *, is_good: bool) -> pl.Expr:
    """The good (or bad) end of the scores of a level, within what was possible: not beyond `limit`."""
    starts, burden = [level.start for level in grid.levels], grid.scale.burden
    # under burden a level goes from its own start to that of the next, under merit from the one before to its own
    at = place + (not is_good) if burden else place - is_good
    if not 0 <= at < len(starts) or (burden and at == 0):
        return limit
    end = pl.lit(starts[at], dtype=pl.Float64)
    return pl.max_horizontal(limit, end) if burden == is_good else pl.min_horizontal(limit, end)
