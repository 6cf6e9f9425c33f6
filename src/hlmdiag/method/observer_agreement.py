"""Agreement of observers of the same units beyond chance: Krippendorff's alpha."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Difference = Callable[[float, float, Mapping[float, float]], float]
"""Squared distance of two values, given how often each value was paired."""


@dataclass(frozen=True)
class ObserverAgreement:
    """1 is full agreement, 0 what chance alone would give; over units that two observers at least answered for."""

    alpha: float
    units: int
    answers: int


def ordinal(one: float, other: float, counts: Mapping[float, float]) -> float:
    """Values that are only ordered: apart by how many answers lie between them, half of their own included."""
    low, high = min(one, other), max(one, other)
    between = sum(count for value, count in counts.items() if low <= value <= high)
    return float((between - (counts[low] + counts[high]) / 2) ** 2) if low != high else 0.0


def krippendorff(units: Iterable[Sequence[float]], difference: Difference = ordinal) -> ObserverAgreement | None:
    """The alpha of what each unit was answered (K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011).

    A unit that one observer alone answered for pairs nothing. None where all answers are the same: nothing tells
    agreement from a question that has one answer.
    """
    patterns = Counter(tuple(sorted(each)) for each in units if len(each) > 1)
    pairs: defaultdict[tuple[float, float], float] = defaultdict(float)
    counts: defaultdict[float, float] = defaultdict(float)
    for pattern, times in patterns.items():
        share = times / (len(pattern) - 1)
        for place, one in enumerate(pattern):
            for other in (*pattern[:place], *pattern[place + 1 :]):
                pairs[one, other] += share
                counts[one] += share
    total = sum(counts.values())
    observed = sum(share * difference(one, other, counts) for (one, other), share in pairs.items())
    chance = sum(counts[one] * counts[other] * difference(one, other, counts) for one in counts for other in counts)
    if chance == 0:
        return None
    answers = sum(len(pattern) * times for pattern, times in patterns.items())
    return ObserverAgreement(1 - (total - 1) * observed / chance, patterns.total(), answers)
