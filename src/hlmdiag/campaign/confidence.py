"""How much a change depends on weights: the share of other sets of weights under which it keeps its sign.

Both campaigns are scored under the same draws: a node that both grids have has the same factor on both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

import polars as pl

from hlmdiag.campaign.held_side import HeldSide
from hlmdiag.expression import DECIMALS
from hlmdiag.scoring.result import Result, Robustness

if TYPE_CHECKING:
    from hlmdiag.robustness import WeightTrial
    from hlmdiag.robustness.weighted_tree import WeightedTree

_AT_ONCE = 50_000


def tried_by_both(then: Result, now: Result) -> Robustness | None:
    """The trial of the later campaign, where both were tried under other weights."""
    return None if then.manifest.robustness is None else now.manifest.robustness


def can_draw() -> bool:
    """Whether the library that draws weights is there: it is an option of the installation."""
    return find_spec("numpy") is not None


def kept_sign(then: Result, now: Result, units: pl.DataFrame) -> pl.Series:
    """The share of draws that keep the sign of the change of each unit, as `confidence`.

    `units`: a row per unit, with `change`, `row:then`, `row:now`. Null without a change, where nothing was tried, or
    where no weight counts in either grid.
    """
    tried = tried_by_both(then, now)
    shares: list[float | None] = [None] * units.height
    if tried is not None and can_draw():
        from hlmdiag.robustness import WeightTrial, mixes

        trial = WeightTrial(tried.draws, tried.spread, tried.seed)
        is_moved = pl.col("change").is_not_null() & (pl.col("change") != 0) & (mixes(then.grid) or mixes(now.grid))
        moved = units.with_row_index("place").filter(is_moved)
        for start in range(0, moved.height, _AT_ONCE):
            piece = moved.slice(start, _AT_ONCE)
            for place, share in zip(piece["place"], _shares(then, now, piece, trial), strict=True):
                shares[place] = share
    return pl.Series("confidence", shares, dtype=pl.Float64)


def _shares(then: Result, now: Result, moved: pl.DataFrame, trial: WeightTrial) -> Sequence[float]:
    import numpy as np

    from hlmdiag.robustness.weighted_tree import WeightSample

    nodes = dict.fromkeys(each.id for result in (now, then) for each in result.grid.root.walk())
    places = {id: place for place, id in enumerate(nodes)}
    factors = trial.factors(len(places))
    ends = ((then, "then"), (now, "now"))
    before, after = (_weighed(each, moved[f"row:{end}"].to_list(), places) for each, end in ends)
    sign = np.sign(moved["change"].to_numpy())
    kept = np.zeros(moved.height, dtype=np.int64)
    for block in trial.blocks(moved.height):
        old, new = (WeightSample(each, factors[block]).number(each.tree.root) for each in (before, after))
        change = np.round(new - old, DECIMALS)
        same = np.broadcast_to(np.sign(change) == sign, (len(factors[block]), moved.height))
        kept += same.sum(axis=0)
    return [round(count / trial.draws, DECIMALS) for count in kept.tolist()]


def _weighed(result: Result, rows: list[int], places: dict[str, int]) -> WeightedTree:
    """The tree of some units of a campaign, to be scored under other weights."""
    from hlmdiag.robustness.weighted_tree import WeightedTree

    held = HeldSide.of(result, rows, is_step=False)
    return WeightedTree(held.tree, held.tree.aggregate(held.frame), places)
