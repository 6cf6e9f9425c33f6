"""The scores that an indicator and a node can get, computed from the rules: a ceiling is never typed, it is found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hlmdiag.grid.model import Indicator, Theme
from hlmdiag.method.domain import Domain, Numbers, only
from hlmdiag.method.possible import World, possible
from hlmdiag.rules.aggregate import Geometric, Share, Sum, Worst
from hlmdiag.rules.normalise import Anchors, Choices, Identity, Linear, Matrix, Steps, Target
from hlmdiag.rules.scale import Scale

__all__ = ["Child", "combine", "on_scale", "points_of", "within"]


@dataclass(frozen=True)
class Child:
    """A child of a node: what it can get, its weight, whether it may not apply."""

    reach: Numbers
    weight: float
    optional: bool


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
            return _steps(rule, numbers)
        case Anchors() as rule:
            return _anchors(rule, numbers)
        case Linear(linear=posts):
            return within(numbers.mapped(lambda x: _line(x, posts.worst, posts.best, own)), own)
        case Identity():
            return within(numbers, own)
    return Numbers()


def _steps(rule: Steps, value: Numbers) -> Numbers:
    ends = (*rule.steps[1:], math.inf)
    bands = zip(rule.steps, ends, rule.points, strict=True)
    given = [points for start, end, points in bands if start <= value.high and end > value.low]
    return only(given or rule.points)


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


def combine(node: Theme, children: Sequence[Child], scale: Scale) -> Numbers:
    """The score that a node can get when everything that applies is answered, before its `adjust`."""
    match node.aggregation:
        case Worst() as extreme:
            return _extreme(children, highest=extreme.takes_highest(scale))
        case Sum() as total:
            found = _sum(children, total.factor(scale))
            cap = total.sum.cap
            return found if cap is None else found.mapped(lambda it: min(cap, it))
        case Share(share=bound):
            beyond = [Child(_beyond(it.reach, bound.beyond, scale), it.weight, it.optional) for it in children]
            best, worst = scale.best or 0.0, scale.worst or 0.0
            return _mean(beyond).mapped(lambda it: best + it * (worst - best))
        case Geometric():
            logs = [Child(it.reach.mapped(_log), it.weight, it.optional) for it in children]
            return _mean(logs).mapped(math.exp)
        case _:
            return _mean(children)


def _log(value: float) -> float:
    return math.log(value) if value > 0 else -math.inf


def _beyond(reach: Numbers, bound: float, scale: Scale) -> Numbers:
    ends = sorted(float(it >= bound if scale.burden else it <= bound) for it in (reach.low, reach.high))
    return Numbers(ends[0], ends[1])


def _extreme(children: Sequence[Child], *, highest: bool) -> Numbers:
    """Under `worst` and `best`: an optional child can only add to what decides."""
    fixed = [it for it in children if not it.optional] or list(children)
    if highest:
        low = max(it.reach.low for it in fixed) if fixed[0].optional is False else min(it.reach.low for it in fixed)
        return Numbers(low, max(it.reach.high for it in children))
    high = min(it.reach.high for it in fixed) if fixed[0].optional is False else max(it.reach.high for it in fixed)
    return Numbers(min(it.reach.low for it in children), high)


def _sum(children: Sequence[Child], factor: float) -> Numbers:
    low = high = 0.0
    for child in children:
        ends = (child.reach.low * child.weight * factor, child.reach.high * child.weight * factor)
        low += min(0.0, ends[0]) if child.optional else ends[0]
        high += max(0.0, ends[1]) if child.optional else ends[1]
    return Numbers(low, high)


def _mean(children: Sequence[Child]) -> Numbers:
    high = _highest_mean([(it.reach.high, it.weight, it.optional) for it in children])
    low = -_highest_mean([(-it.reach.low, it.weight, it.optional) for it in children])
    return Numbers(low, high)


def _highest_mean(children: Sequence[tuple[float, float, bool]]) -> float:
    """The highest mean over what always applies and any part of the rest: the best of the rest, while it helps."""
    fixed = [(value, weight) for value, weight, optional in children if not optional]
    rest = sorted(((value, weight) for value, weight, optional in children if optional), reverse=True)
    if not fixed:
        fixed, rest = rest[:1], rest[1:]
    total, weights = sum(value * weight for value, weight in fixed), sum(weight for _, weight in fixed)
    for value, weight in rest:
        if value * weights > total:
            total, weights = total + value * weight, weights + weight
    return total / weights
