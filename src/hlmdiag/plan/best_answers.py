"""The best answer to a criterion, as far as its rule determines it; flags and level rules read it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import assert_never

from hlmdiag.expression import EventRef, Reference, ResultRef, StockRef
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.rules.normalise import Anchors, Choices, GroupedSteps, Identity, Linear, Matrix, Steps, Target
from hlmdiag.scoring.actions import best_points


@dataclass(frozen=True)
class OneAnswer:
    """The only answer that has the best points."""

    value: str | bool | float


@dataclass(frozen=True)
class Between:
    """A number from `low` to `high`, both possible."""

    low: float
    high: float


def best_answer(indicator: Indicator, grid: Grid) -> OneAnswer | Between | None:
    """The value of a column when the criterion that reads it is at its best; None where the rule leaves it open."""
    best = best_points(indicator, grid)
    if indicator.column is None or best is None:
        return None
    rule, is_whole = indicator.rule, grid.columns[indicator.column].type == "integer"
    match rule:
        case Choices():
            return _only(rule, grid.columns[indicator.column].type == "boolean", burden=grid.scale.burden)
        case Steps():
            points = min(rule.points) if grid.scale.burden else max(rule.points)
            ends = [*rule.steps[1:], math.inf]
            bands = [(low, ends[k]) for k, low in enumerate(rule.steps) if rule.points[k] == points]
            return Between(bands[0][0], _under(bands[-1][1], is_whole=is_whole))
        case Linear():
            rises = rule.linear.best > rule.linear.worst
            return Between(rule.linear.best, math.inf) if rises else Between(-math.inf, rule.linear.best)
        case Anchors():
            return _anchored(rule, burden=grid.scale.burden)
        case Identity():
            scale = grid.scale.stated(indicator.out_of)
            end = scale.low if scale.burden else scale.high
            return None if end is None else OneAnswer(end)
        case Matrix() | GroupedSteps() | Target():
            return None
        case _:
            assert_never(rule)


def _only(rule: Choices, is_boolean: bool, *, burden: bool) -> OneAnswer | None:
    worth = [choice.points for choice in rule.choices.values()]
    best = min(worth) if burden else max(worth)
    codes = [code for code, choice in rule.choices.items() if choice.points == best]
    if len(codes) > 1:
        return None
    return OneAnswer(codes[0] == "true" if is_boolean else codes[0])


def _under(end: float, *, is_whole: bool) -> float:
    """The greatest number of a band that ends there."""
    if math.isinf(end):
        return end
    return math.ceil(end) - 1.0 if is_whole else math.nextafter(end, -math.inf)


def _anchored(rule: Anchors, *, burden: bool) -> Between:
    worth = [points for _, points in rule.anchors]
    best = min(worth) if burden else max(worth)
    places = [place for place, points in enumerate(worth) if points == best]
    low = -math.inf if places[0] == 0 else rule.anchors[places[0]][0]
    high = math.inf if places[-1] == len(worth) - 1 else rule.anchors[places[-1]][0]
    return Between(low, high)


def touched(indicator: Indicator, grid: Grid) -> tuple[set[str], set[Reference]]:
    """The columns and outside values that may change when a criterion is at its best.

    A column that says who or what the unit is (its logements, its agency) stays.
    """
    columns = {name for name in indicator.columns if grid.columns[name].role is None}
    read = indicator.value.references if indicator.value is not None else ()
    beyond: set[Reference] = {each for each in read if isinstance(each, EventRef | ResultRef | StockRef)}
    worked_out = [column for column in grid.columns.values() if column.computed is not None]
    for column in worked_out:
        assert column.computed is not None
        if column.id in columns:
            beyond |= {each for each in column.computed.references if isinstance(each, EventRef)}
    columns |= {
        column.id for column in worked_out if column.computed is not None and beyond & set(column.computed.references)
    }
    return columns, beyond
