"""Divergences between the respondents of a stock: how often they disagree, and on which indicators most."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from hlmdiag.grid.model import Indicator
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import divergence_column
from hlmdiag.scoring.unit_code import unit_code


@dataclass(frozen=True)
class Divergence:
    """The widest divergence of a stock: a unit, an indicator, the ranks between two answers."""

    code: str
    indicator: Indicator
    ranks: float


@dataclass(frozen=True)
class Divergences:
    """Divergences of a stock: how many answers, over how many of the units that several people answered for.

    `least`: ranks from which two answers diverge; `indicators`: each with its number of units, the most first.
    """

    least: float
    heard: int
    units: int
    answers: int
    indicators: tuple[tuple[Indicator, int], ...]
    widest: Divergence | None


def divergences(result: Result) -> Divergences | None:
    """The divergences; None where nobody is heard beside another, or where no distance is too wide."""
    grid, frame = result.grid, result.frame
    least = grid.respondents.divergence if grid.respondents is not None else None
    if least is None or "respondents" not in frame.columns:
        return None
    heard = frame.filter(pl.col("respondents").list.len() > 1)
    found = heard.get_column("divergences")
    counted = dict(found.explode().drop_nulls().value_counts().rows())
    known = [(each, counted[each.id]) for each in grid.indicators if each.id in counted]
    return Divergences(
        least=least,
        heard=heard.height,
        units=int((found.list.len() > 0).sum()),
        answers=sum(counted.values()),
        indicators=tuple(sorted(known, key=lambda pair: -pair[1])),
        widest=_widest(heard, result, tuple(each for each, _ in known)),
    )


def _widest(frame: pl.DataFrame, result: Result, indicators: tuple[Indicator, ...]) -> Divergence | None:
    """The first in the order of the file, then of the grid, among the widest."""
    widest: Divergence | None = None
    for indicator in indicators:
        ranks = frame.get_column(divergence_column(indicator.id))
        row = ranks.arg_max()
        if row is not None and (widest is None or ranks[row] > widest.ranks):
            code = unit_code(frame.row(row, named=True), result.grid.keys)
            widest = Divergence(code, indicator, ranks[row])
    return widest
