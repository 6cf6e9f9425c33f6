"""Answers of which somebody is not sure: they count as given, and may be the choice before or after them."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from hlmdiag.data.dataset_columns import data_value
from hlmdiag.expression import Expression, ResultRef
from hlmdiag.expression.names import ColumnRef
from hlmdiag.grid.certainty import UNSURE
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.rules.normalise import Choices
from hlmdiag.rules.span import End
from hlmdiag.scoring.columns import is_true, leaf, rounded_for_output
from hlmdiag.scoring.result_columns import points_high_column, points_low_column
from hlmdiag.scoring.unproven import lowered, proven

FLAGS_UNSURE = "flags_unsure"


def is_unsure(indicator: Indicator) -> pl.Expr:
    """Whether who answers a criterion is not sure of it."""
    if indicator.certainty is None:
        return pl.lit(value=False)
    return is_true(pl.col(data_value(indicator.certainty)) == UNSURE)


def end_of_answer(indicator: Indicator, answer: pl.Expr, points: pl.Expr, grid: Grid, end: End) -> pl.Expr:
    """One end of the points of an answer: its own, or a neighbour's in the list if the respondent is not sure."""
    if indicator.certainty is None or not isinstance(indicator.rule, Choices):
        return points
    reached, rule = _neighbours(indicator.rule, answer, end), lowered(indicator, grid)
    if rule is not None:
        reached = pl.when(proven(indicator)).then(reached).otherwise(_neighbours(rule, answer, end))
    return pl.when(is_unsure(indicator)).then(grid.scale.placed(reached, indicator.out_of)).otherwise(points)


def _neighbours(rule: Choices, answer: pl.Expr, end: End) -> pl.Expr:
    """The fewest or the most points among an answer and those beside it, as written."""
    given = [choice.points for choice in rule.choices.values()]
    furthest = min if end == "low" else max
    ends = [furthest(given[max(place - 1, 0) : place + 2]) for place in range(len(given))]
    return answer.replace_strict(list(rule.choices), ends, default=None, return_dtype=pl.Float64)


def unsure(indicator: Indicator) -> pl.Expr:
    """Whether some voice that counts is not sure of its answer, over working columns."""
    return pl.col(leaf("unsure", indicator.id))


def ends_shown(indicator: Indicator) -> Iterator[pl.Expr]:
    """The columns of the result that hold what the points may be; null where every voice is sure, and no margin is."""
    low, high, points = (pl.col(leaf(what, indicator.id)) for what in ("low", "high", "points"))
    is_open = points.is_not_null() & (low != high) if indicator.has_margin else unsure(indicator)
    for end, column in ((low, points_low_column), (high, points_high_column)):
        shown = pl.when(is_open).then(rounded_for_output(end)).otherwise(None)
        yield shown.alias(column(indicator.id))


def flags_unsure(grid: Grid, flags: dict[str, pl.Expr]) -> dict[str, pl.Expr]:
    """The flags that hold, and whose own condition reads an answer of which somebody is not sure."""
    doubted = [each for each in grid.indicators if each.certainty is not None]
    found = {}
    for id, holds in flags.items():
        read = [unsure(each) for each in doubted if _reads(grid.flags[id].when, each)]
        if read:
            found[id] = is_true(holds) & pl.any_horizontal(read)
    return found


def _reads(condition: Expression, indicator: Indicator) -> bool:
    return any(
        (isinstance(each, ColumnRef) and each.name == indicator.column)
        or (isinstance(each, ResultRef) and each.grid is None and each.node == indicator.id)
        for each in condition.references
    )
