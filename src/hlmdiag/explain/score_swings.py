"""Largest change of the score that each unknown answer can still cause."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import product

import polars as pl

from hlmdiag.grid.model import ROOT, Grid, Indicator, Theme
from hlmdiag.rules.normalise import Matrix
from hlmdiag.rules.span import ENDS
from hlmdiag.scoring.columns import MAIN, code, leaf, node, rounded_for_output
from hlmdiag.scoring.deferred_columns import ColumnPlan, DeferredColumns
from hlmdiag.scoring.indicator_scoring import score_indicators
from hlmdiag.scoring.rescore import Rescorer
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.tree import ScoreTree
from hlmdiag.states import State

_MOST_ROWS = 20_000
"""Trials that are scored together: their working columns fit in some hundred megabytes."""
_CORNERS = tuple(product(ENDS, repeat=2))
"""Ends of the answer, then of the others."""


def swings(result: Result, rows: Collection[int]) -> dict[int, dict[str, float | None]]:
    """For each row, by unknown indicator that counts: the highest minus the lowest score over its possible points.

    The other unknown answers are held, all at the low end of what they can give, then all at the high end; the wider of
    the two differences is given, in points of the score, None without a bound. Every trial is a completion of the unit,
    so that no difference exceeds the width of its interval; a child that others outweigh moves nothing.
    """
    grid, places = result.grid, list(rows)
    found: dict[int, dict[str, float | None]] = {row: {} for row in places}
    counted = tuple(_counted(grid.root))
    replay = Rescorer(result, _halves(grid))
    stock = score_indicators(replay.rows(places), grid, replay.answered, replay.resolve, replay.day)
    trials, scored = _trials(stock, counted), _scored(counted, replay)
    widths = result.frame[places].select(pl.col("high") - pl.col("low")).to_series()
    for block in trials.iter_slices(_MOST_ROWS // len(_CORNERS)):
        moved = _moved(block, stock, scored)
        for unit, turn, swing in zip(block["unit"], block["turn"], moved, strict=True):
            # a result does not keep every operand of a goal or a base: the unit's own interval may be tighter
            ends = [each for each in (swing, widths[unit]) if each is not None]
            found[places[unit]][counted[turn].id] = min(ends) if swing is not None else None
    return found


def _counted(theme: Theme) -> Iterator[Indicator]:
    """The indicators with no weight of zero on the way to the root."""
    for child in theme.children:
        if child.weight > 0 and isinstance(child, Theme):
            yield from _counted(child)
        elif child.weight > 0 and isinstance(child, Indicator):
            yield child


def _halves(grid: Grid) -> frozenset[str]:
    """The columns of crossed answers: one of them known leaves fewer points to the other."""
    crossed = [each.rule.matrix for each in grid.indicators if isinstance(each.rule, Matrix)]
    return frozenset(name for matrix in crossed for name in (matrix.rows, matrix.columns))


def _is_open(indicator: Indicator) -> pl.Expr:
    return pl.col(leaf("points", indicator.id)).is_null() & pl.col(leaf("applicable", indicator.id))


def _trials(stock: pl.DataFrame, counted: tuple[Indicator, ...]) -> pl.DataFrame:
    """One row per unit (its row in `stock`) and unknown answer (`turn`, its place)."""
    open_ = stock.select(_is_open(each).alias(str(turn)) for turn, each in enumerate(counted))
    parts = [
        open_.select(pl.col(str(turn)).arg_true().alias("unit"), pl.lit(turn, dtype=pl.Int32).alias("turn"))
        for turn in range(len(counted))
    ]
    empty = pl.DataFrame(schema={"unit": pl.UInt32, "turn": pl.Int32})
    return pl.concat([empty, *parts]).sort("unit", "turn")


def _moved(block: pl.DataFrame, stock: pl.DataFrame, scored: ColumnPlan) -> pl.Series:
    """The swing of each trial of a block."""
    given = stock.select(name for name in stock.columns if name in scored.read)[block["unit"]].hstack([block["turn"]])
    corners = [given.with_columns(pl.lit(own).alias("own"), pl.lit(rest).alias("others")) for own, rest in _CORNERS]
    ends = scored.of(pl.concat(corners, rechunk=True))
    columns = {
        f"{own}|{others}|{end}": ends[end].slice(place * block.height, block.height)
        for place, (own, others) in enumerate(_CORNERS)
        for end in ENDS
    }
    # even with every answer, both ends may differ, when `adjust` reads something unknown: it stays fixed too
    moved = [pl.col(f"high|{others}|{end}") - pl.col(f"low|{others}|{end}") for others in ENDS for end in ENDS]
    bounded = pl.all_horizontal(each.is_not_null() for each in moved)
    widest = pl.when(bounded).then(rounded_for_output(pl.max_horizontal(moved))).otherwise(None)
    return pl.DataFrame(columns).select(widest).to_series()


def _scored(counted: tuple[Indicator, ...], replay: Rescorer) -> ColumnPlan:
    """From a trial to both ends of the score of its unit."""
    steps = DeferredColumns().with_columns([each for turn, it in enumerate(counted) for each in _completed(turn, it)])
    steps = ScoreTree.of(replay.grid, replay.resolve, replay.day).aggregate(steps)
    return steps.giving([pl.col(node(MAIN, end, ROOT)).alias(end) for end in ENDS])


def _completed(turn: int, indicator: Indicator) -> Iterator[pl.Expr]:
    """An unknown answer at an end of what it can give; without a bound there, one that is held is held anywhere."""
    low, high = (pl.col(leaf(end, indicator.id)) for end in ENDS)
    own = pl.when(pl.col("own") == "low").then(low).otherwise(high)
    other = pl.when(pl.col("others") == "low").then(pl.coalesce(low, high, 0.0)).otherwise(pl.coalesce(high, low, 0.0))
    points = pl.when(pl.col("turn") == turn).then(own).otherwise(other)
    for what in ("points", "low", "high"):
        now = pl.col(leaf(what, indicator.id))
        yield pl.when(_is_open(indicator)).then(points).otherwise(now).alias(leaf(what, indicator.id))
    if indicator.applies_if is not None:
        # the swing of an answer is counted where its indicator applies
        optional = pl.col(leaf("optional", indicator.id))
        yield (optional & _is_open(indicator).not_()).alias(leaf("optional", indicator.id))
    state = pl.col(leaf("state", indicator.id))
    yield pl.when(_is_open(indicator)).then(code(State.SCORED)).otherwise(state).alias(leaf("state", indicator.id))
