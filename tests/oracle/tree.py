"""From the answers of one unit to the score, interval and coverage of every node (design §5.3 to §5.6)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from hlmdiag.states import KNOWN, State
from oracle.aggregations import WITHOUT_SHARES, aggregate, shares
from oracle.document import Leaf, Node, Scale
from oracle.expression import Scope, evaluate
from oracle.intervals import FAR, adjusted_ends, hull
from oracle.leaves import Answer
from oracle.value import Pair, Value, absent, known, round9


@dataclass(frozen=True)
class Scored:
    """A node or leaf of the tree for one unit.

    `score` is its own, `brought` what its parent counts it for (its own, or the points its parent's policy puts in its
    place); `low` and `high` hold every completion; `aggregated` is the score before cap, adjustment and clamping;
    `effective` the weight in the node of each child that counts, None where a score is no sum.
    """

    id: str
    weight: float
    applicable: bool
    score: float | None
    low: float | None
    high: float | None
    coverage: float | None
    brought: float | None = None
    aggregated: float | None = None
    children: tuple[Scored, ...] = ()
    effective: Mapping[str, float] | None = None
    is_leaf: bool = False
    blocks: bool = False
    optional: bool = False


def score_leaf(leaf: Leaf, answer: Answer) -> Scored:
    if answer.state == State.NOT_APPLICABLE:
        return Scored(leaf.id, leaf.weight, False, None, None, None, None, is_leaf=True)
    coverage = 1.0 if answer.state == State.SCORED else 0.0
    return Scored(
        leaf.id,
        leaf.weight,
        True,
        answer.points,
        answer.low,
        answer.high,
        coverage,
        is_leaf=True,
        optional=answer.optional,
    )


def score_node(node: Node, answers: Mapping[str, Answer], scope: Scope, scale: Scale) -> Scored:
    """A node from its children, each scored before it."""
    children = tuple(
        substituted(
            score_leaf(child, answers[child.id])
            if isinstance(child, Leaf)
            else score_node(child, answers, scope, scale),
            node.missing,
            scale,
        )
        for child in node.children
    )
    nothing: Mapping[str, float] | None = None if node.aggregation in WITHOUT_SHARES else {}
    weighing = [child for child in children if child.applicable and child.weight > 0]
    if not weighing:
        return Scored(node.id, node.weight, False, None, None, None, None, children=children, effective=nothing)
    total = math.fsum(child.weight for child in weighing)
    coverage = math.fsum(child.weight * child.coverage for child in weighing) / total
    low, high = interval(node, weighing, scope, scale)
    optional = all(child.optional for child in weighing)
    result = Scored(
        node.id, node.weight, True, None, low, high, coverage, children=children, effective=nothing, optional=optional
    )
    counted = [child for child in weighing if child.brought is not None]
    if not counted or any(child.blocks for child in weighing):
        return result
    pairs = [(child.weight, child.brought) for child in counted]
    parts = shares(node.aggregation, node.options, pairs, scale)
    effective = None if parts is None else {child.id: part for child, part in zip(counted, parts, strict=True)}
    aggregated = aggregate(node.aggregation, node.options, pairs, scale)
    score = finished(node, aggregated, coverage, scope, scale)
    if score is None:
        return result
    return replace(result, score=score, brought=score, aggregated=aggregated, effective=effective)


def substituted(child: Scored, policy: Any, scale: Scale) -> Scored:
    """What an unknown child brings to its parent (design §5.5)."""
    if child.score is not None or not child.applicable:
        return replace(child, brought=child.score)
    if policy == "exclude":
        return child
    if policy == "block":
        return replace(child, blocks=True)
    if policy in ("worst", "best"):
        brought = child.high if (policy == "worst") == scale.burden else child.low
        return replace(child, brought=brought, blocks=brought is None)
    return replace(child, brought=float(policy))


def capped(node: Node, number: float) -> float:
    cap = node.options.get("cap") if node.aggregation == "sum" else None
    return number if cap is None else min(number, float(cap))


def adjust_scope(scope: Scope, score: float, coverage: float) -> Scope:
    """In `adjust`, bare `score` and `coverage` are the node's own."""
    own = {"score": known(score), "coverage": known(coverage)}
    return replace(scope, outcome=lambda kind, node, grid: own[kind])


def finished(node: Node, aggregated: float, coverage: float, scope: Scope, scale: Scale) -> float | None:
    """Cap, adjustment, ends of the scale; None where the adjustment cannot be computed."""
    score = capped(node, aggregated)
    if node.adjust is not None:
        value = evaluate(node.adjust, adjust_scope(scope, score, coverage))
        if value.state != KNOWN or isinstance(value.value, Pair):
            return None
        score = value.value
    return scale.clamp(score)


def interval(node: Node, weighing: list[Scored], scope: Scope, scale: Scale) -> tuple[float | None, float | None]:
    """The smallest and largest scores over all completions: a child that may not apply is there or not."""
    ends: list[float | None] = [end_of(node, weighing, side, scale) for side in ("low", "high")]
    if node.adjust is not None:
        far = [-FAR, FAR]
        ends = [
            adjusted_ends(node.adjust, adjust_scope(scope, away if end is None else end, 1.0))
            for end, away in zip(ends, far, strict=True)
        ]
        adjusted = [clamped(hull(ends, side), scale) for side in (0, 1)]
        low, high = (
            furthest if end is None else end for end, furthest in zip(adjusted, (scale.low, scale.high), strict=True)
        )
        return low, high
    return clamped(ends[0], scale), clamped(ends[1], scale)


def end_of(node: Node, weighing: list[Scored], side: str, scale: Scale) -> float | None:
    sure = [child for child in weighing if not child.optional]
    free = [child for child in weighing if child.optional]
    picks = [[*sure, *some] for count in range(len(free) + 1) for some in combinations(free, count)]
    found = [score_at(node, pick, side, scale) for pick in picks if pick or node.aggregation == "sum"]
    return None if None in found else (min if side == "low" else max)(found)


def score_at(node: Node, pick: list[Scored], side: str, scale: Scale) -> float | None:
    """The score of a node whose children are all at one end; nothing at all adds up to zero."""
    pairs = [(child.weight, getattr(child, side)) for child in pick]
    if not pairs:
        return 0.0
    takes_highest = node.aggregation in ("worst", "best") and (node.aggregation == "worst") == scale.burden
    takes_lowest = node.aggregation in ("worst", "best") and not takes_highest
    if (side == "low" and takes_highest) or (side == "high" and takes_lowest):
        # the highest of some scores is at least that of those with a bound
        pairs = [(weight, bound) for weight, bound in pairs if bound is not None]
    if not pairs or any(bound is None for _, bound in pairs):
        return None
    return capped(node, aggregate(node.aggregation, node.options, pairs, scale))


def clamped(number: float | None, scale: Scale) -> float | None:
    return None if number is None else scale.clamp(number)


def published(scored: Scored, min_coverage: float) -> float | None:
    """The score of its own that a node shows: none under the minimum coverage (design §5.7)."""
    if scored.score is None or round9(scored.coverage) < min_coverage:
        return None
    return scored.score


def shown_interval(scored: Scored, min_coverage: float) -> tuple[float | None, float | None]:
    """The interval, widened to hold a score that is published."""
    if published(scored, min_coverage) is None:
        return scored.low, scored.high
    low = None if scored.low is None else min(scored.low, scored.score)
    high = None if scored.high is None else max(scored.high, scored.score)
    return low, high


def as_value(number: float | None, applicable: bool) -> Value:
    if number is not None:
        return known(number)
    return absent(State.MISSING if applicable else State.NOT_APPLICABLE)
