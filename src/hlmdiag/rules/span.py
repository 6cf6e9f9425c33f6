"""Range of a node's score from those of its children: bounds, each child free of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

End = Literal["low", "high"]
ENDS: tuple[End, End] = ("low", "high")


class Span(NamedTuple):
    """The lowest and the highest of some numbers, infinite without a bound."""

    low: float
    high: float


@dataclass(frozen=True)
class SpanOfChild:
    """Range of a child's score, its positive weight, whether it may not apply."""

    span: Span
    weight: float
    optional: bool


def mapped(children: Sequence[SpanOfChild], change: Callable[[float], float]) -> list[SpanOfChild]:
    """The same children after a change of their scores that keeps or reverses the order."""
    changed = []
    for child in children:
        low, high = sorted((change(child.span.low), change(child.span.high)))
        changed.append(SpanOfChild(Span(low, high), child.weight, child.optional))
    return changed


def mean_span(children: Sequence[SpanOfChild]) -> Span:
    """The weighted means over what always applies and any part of the rest.

    >>> mean_span([SpanOfChild(Span(0, 100), 1, False), SpanOfChild(Span(0, 50), 1, False)])
    Span(low=-0.0, high=75.0)
    """
    high = _highest_mean([(child.span.high, child.weight, child.optional) for child in children])
    low = -_highest_mean([(-child.span.low, child.weight, child.optional) for child in children])
    return Span(low, high)


def _highest_mean(children: Sequence[tuple[float, float, bool]]) -> float:
    """The best of what may not apply is added while it helps."""
    fixed = [(value, weight) for value, weight, optional in children if not optional]
    rest = sorted(((value, weight) for value, weight, optional in children if optional), reverse=True)
    if not fixed:
        fixed, rest = rest[:1], rest[1:]
    total, weights = sum(value * weight for value, weight in fixed), sum(weight for _, weight in fixed)
    for value, weight in rest:
        if value * weights > total:
            total, weights = total + value * weight, weights + weight
    return total / weights


def decided(children: Sequence[SpanOfChild], *, highest: bool) -> Span:
    """The highest (or lowest) of the children: one that may not apply can only add to what decides."""
    fixed = [child for child in children if not child.optional]
    if highest:
        lows = [child.span.low for child in fixed]
        low = max(lows) if lows else min(child.span.low for child in children)
        return Span(low, max(child.span.high for child in children))
    highs = [child.span.high for child in fixed]
    high = min(highs) if highs else max(child.span.high for child in children)
    return Span(min(child.span.low for child in children), high)
