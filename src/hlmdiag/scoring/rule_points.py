"""The points that the rule of an indicator gives to a value, and the values at which it turns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

import polars as pl

from hlmdiag.expression import Expression
from hlmdiag.expression.tree import ThresholdLookup
from hlmdiag.grid.model import Indicator
from hlmdiag.rules.normalise import Anchors, Choices, GroupedSteps, Identity, Linear, Matrix, Steps, Target
from hlmdiag.rules.points import Points
from hlmdiag.rules.scale import Scale
from hlmdiag.scoring.answer_code import code_of
from hlmdiag.scoring.columns import leaf, rounded_for_output


def standards_of(indicator: Indicator) -> list[tuple[str, Expression]]:
    """Thresholds that a value is compared with, each with the role of its columns."""
    name = "goal" if indicator.goal is not None else "step"
    return [(f"{name}{place or ''}", each) for place, each in enumerate(indicator.standards)]


def has_thresholds(indicator: Indicator) -> bool:
    """Whether a table gives what its value is compared with."""
    return any(isinstance(each.tree, ThresholdLookup) for each in indicator.standards)


def rule_points(indicator: Indicator, value: pl.Expr, scale: Scale) -> Points:
    """The points of a value, on the scale of the rule."""
    rule = indicator.rule
    match rule:
        case Steps() | Anchors() | Linear() | Identity():
            return rule.score(value, scale, pl)
        case Choices():
            return rule.score(code_of(value, indicator), scale, pl)
        case Matrix():
            return rule.score(pl.col(leaf("rows", indicator.id)), pl.col(leaf("columns", indicator.id)), scale, pl)
        case Target() | GroupedSteps():
            standards = [pl.col(leaf(role, indicator.id)) for role, _ in standards_of(indicator)]
            return compared(indicator, value, standards, scale)
        case _:
            assert_never(rule)


def compared(indicator: Indicator, value: pl.Expr, standards: Sequence[pl.Expr], scale: Scale) -> Points:
    """Points of a value beside its goal or its steps."""
    rule = indicator.rule
    if isinstance(rule, GroupedSteps):
        return rule.score(value, standards, scale, pl)
    assert isinstance(rule, Target)
    return rule.score(value, standards[0], rounded_for_output(rule.closest_accepted(standards[0])), scale, pl)


def breaks_of(indicator: Indicator) -> list[pl.Expr] | None:
    """The values at which a rule turns or jumps; None where its values are codes."""
    rule = indicator.rule
    match rule:
        case Steps():
            return [pl.lit(step) for step in rule.steps]
        case Anchors():
            return [pl.lit(value) for value, _ in rule.anchors]
        case Linear():
            return [pl.lit(rule.linear.worst), pl.lit(rule.linear.best)]
        case Identity():
            return []
        case Target():
            goal = pl.col(leaf("goal", indicator.id))
            return [goal, rounded_for_output(rule.closest_accepted(goal))]
        case GroupedSteps():
            return [pl.col(leaf(role, indicator.id)) for role, _ in standards_of(indicator)]
        case Choices() | Matrix():
            return None
        case _:
            assert_never(rule)
