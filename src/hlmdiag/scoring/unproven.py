"""Answers that ask for evidence which nobody gave, where the grid scores the next worse one in their place."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import polars as pl

from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.rules.normalise import Choices
from hlmdiag.scoring.columns import leaf

UNPROVEN = "unproven"


def lowered(indicator: Indicator, grid: Grid) -> Choices | None:
    """The list that scores an answer which is not proven; None where it counts as it is."""
    rule = indicator.rule
    if grid.unproven == "keep" or not isinstance(rule, Choices) or not rule.asking:
        return None
    return rule.unproven(grid.scale)


def proven(indicator: Indicator) -> pl.Expr:
    """Whether the evidence of a criterion was given, or could not be, over working columns."""
    return pl.col(proven_column(indicator.id))


def proven_column(indicator: str) -> str:
    """The working column that says so."""
    return leaf("proven", indicator)


def held_proven(grid: Grid, columns: Collection[str]) -> Iterator[pl.Expr]:
    """The same out of a result that holds the list of what is not proven: another answer is taken to be proven."""
    for each in grid.indicators:
        if lowered(each, grid) is not None:
            found = pl.col(UNPROVEN).list.contains(each.id).not_() if UNPROVEN in columns else pl.lit(value=True)
            yield found.alias(proven_column(each.id))
