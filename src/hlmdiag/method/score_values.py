"""The very scores that a node can get when everything is answered, where its rules give a few points each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations_with_replacement, product
from math import comb

from hlmdiag.expression import DECIMALS
from hlmdiag.expression.names import ResultRef
from hlmdiag.grid.model import Indicator, Theme
from hlmdiag.method.abstract_values import World, possible
from hlmdiag.method.domain import Numbers, only
from hlmdiag.method.value_ranges import ValueRanges, may_not_apply

_MOST = 20_000
"""Combinations of answers that are gone through; with more, scores leave no gap that matters."""

_Choice = tuple[float, tuple[float | None, ...]]
"""The weight of a child, and the scores that it can get; None where it may not apply."""


def score_values(node: Theme | Indicator, world: ValueRanges) -> frozenset[float] | None:
    """Every score that a node can get; None where they are not a few."""
    if isinstance(node, Indicator):
        reach = world.reach(node)
        return None if reach is None else reach.values
    choices: list[_Choice] = []
    for child in node.children:
        if child.weight > 0:
            values = score_values(child, world)
            if values is None:
                return None
            absent = (None,) if may_not_apply(child) else ()
            choices.append((child.weight, (*sorted(values), *absent)))
    if not choices or _count(choices) > _MOST:
        return None
    found = {_scored(node, present, world) for present in _combinations(choices)}
    return _adjusted(node, frozenset(value for value in found if value is not None), world)


def _count(choices: list[_Choice]) -> int:
    total = 1
    for (_, values), times in Counter(choices).items():
        total *= comb(len(values) + times - 1, times)
    return total


def _combinations(choices: list[_Choice]) -> Iterator[list[tuple[float, float]]]:
    """The weights and scores of the children that have one; those alike are not told apart."""
    groups = [
        [
            [(weight, value) for value in drawn if value is not None]
            for drawn in combinations_with_replacement(values, n)
        ]
        for (weight, values), n in Counter(choices).items()
    ]
    for parts in product(*groups):
        yield [child for part in parts for child in part]


def _scored(node: Theme, present: list[tuple[float, float]], world: ValueRanges) -> float | None:
    if not present:
        return None
    value = node.aggregation.value(present, world.grid.scale)
    cap = node.aggregation.cap
    return round(value if cap is None else min(cap, value), DECIMALS)


def _adjusted(node: Theme, values: frozenset[float], world: ValueRanges) -> frozenset[float] | None:
    """Values of a node's score after its adjustment."""
    if node.adjust is None:
        return values
    found: set[float] = set()
    for value in values:
        after = possible(node.adjust.tree, _with_own(only([value]), world))
        if not isinstance(after, Numbers) or after.values is None:
            return None
        found |= after.values
    low, high = world.grid.scale.low, world.grid.scale.high
    if low is None or high is None:
        return frozenset(found)
    return frozenset(round(min(high, max(low, value)), DECIMALS) for value in found)


def _with_own(score: Numbers, world: World) -> World:
    """Values that an `adjust` reads: the score of its own node, and the rest."""
    return lambda reference: score if reference == ResultRef("score", None, None) else world(reference)
