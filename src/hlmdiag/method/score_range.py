"""The range of scores that an indicator and a node can get, computed from the rules, never typed."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hlmdiag.grid.model import Indicator, Theme
from hlmdiag.method.abstract_values import World, possible
from hlmdiag.method.domain import Domain, Numbers, only
from hlmdiag.rules.normalise import Anchors, Choices, GroupedSteps, Identity, Linear, Matrix, Steps, Target
from hlmdiag.rules.scale import Scale
from hlmdiag.rules.span import SpanOfChild


def points_of(indicator: Indicator, scale: Scale, world: World) -> Numbers:
    """The points that the rule of an indicator can give, as the rule writes them."""
    value: Domain = possible(indicator.value.tree, world) if indicator.value is not None else Numbers()
    numbers = value if isinstance(value, Numbers) else Numbers()
    own = scale.stated(indicator.out_of)
    match indicator.rule:
        case Choices(choices=choices):
            return only(choice.points for choice in choices.values())
        case Matrix(matrix=cells):
            return only(points for line in cells.points.values() for points in line.values())
        case Target(target=goal):
            reached, close, missed = goal.points
            return only([reached, missed] if goal.tolerance == 0 else [reached, close, missed])
        case Steps() as rule:
            return only(_given(rule.steps, rule.points, numbers) or rule.points)
        case GroupedSteps() as rule:
            return only([it for each in rule.steps.all() for it in _given(each, rule.points, numbers)] or rule.points)
        case Anchors() as rule:
            return _anchors(rule, numbers)
        case Linear(linear=posts):
            return within(numbers.mapped(lambda x: _line(x, posts.worst, posts.best, own)), own)
        case Identity():
            return within(numbers, own)
    return Numbers()


def _given(steps: Sequence[float], points: Sequence[float], value: Numbers) -> list[float]:
    """The points of the bands that the value can reach."""
    bands = zip(steps, (*steps[1:], math.inf), points, strict=True)
    return [given for start, end, given in bands if start <= value.high and end > value.low]


def _anchors(rule: Anchors, value: Numbers) -> Numbers:
    given = [_between(rule, x) for x in (value.low, value.high)]
    given += [points for x, points in rule.anchors if value.low <= x <= value.high]
    return Numbers(min(given), max(given))


def _between(rule: Anchors, x: float) -> float:
    for (x0, p0), (x1, p1) in zip(rule.anchors, rule.anchors[1:], strict=False):
        if x <= x1:
            return p0 if x <= x0 else p0 + (p1 - p0) * (x - x0) / (x1 - x0)
    return rule.anchors[-1][1]


def _line(x: float, worst: float, best: float, scale: Scale) -> float:
    if scale.worst is None or scale.best is None:
        return x
    share = (x - worst) / (best - worst)
    return scale.worst + (scale.best - scale.worst) * min(1.0, max(0.0, share))


def on_scale(points: Numbers, indicator: Indicator, scale: Scale) -> Numbers:
    """Points as the grid counts them: brought from `out_of` to its own scale."""
    return points.mapped(lambda it: scale.placed(it, indicator.out_of))


def within(reach: Numbers, scale: Scale) -> Numbers:
    """Clamped to the scale, if it has ends."""
    if scale.low is None or scale.high is None:
        return reach
    low, high = scale.low, scale.high
    return reach.mapped(lambda it: min(high, max(low, it)))


def combined(node: Theme, children: Sequence[SpanOfChild], scale: Scale) -> Numbers:
    """The scores that a node can get when everything that applies is answered, before its `adjust`."""
    reach, cap = node.aggregation.reach(children, scale), node.aggregation.cap
    return Numbers(*reach) if cap is None else Numbers(*reach).mapped(lambda it: min(cap, it))
