"""Medians and quartiles of the values of several landlords, where no landlord reads another's value in them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise

from hlmdiag.disclosure.rule import USUAL_RULE, weakness


def hazen(ordered: Sequence[float], place: float) -> float:
    """The value at a percentage of rising values, on the line through those at 100 × (rank − ½) ÷ count (Hazen): the
    inverse of the percentile of design §5.11.

    >>> hazen([1.0, 2.0, 3.0, 4.0], 50), hazen([1.0, 2.0, 3.0], 50)
    (2.5, 2.0)
    """
    if len(ordered) == 1:
        return float(ordered[0])
    position = place / 100 * len(ordered) - 0.5
    start = min(max(int(position), 0), len(ordered) - 2)
    along = min(max(position - start, 0.0), 1.0)
    return float(ordered[start] + along * (ordered[start + 1] - ordered[start]))


def safe_quantiles(values: Mapping[str, Sequence[float]], choices: Sequence[Sequence[int]]) -> dict[int, float]:
    """The first choice of quantiles of the values of all landlords that may be published; none where none may.

    For any landlord, five values of the others lie beyond the ends and between two of what is given.
    """
    if weakness({name: len(held) for name, held in values.items()}) is not None:
        return {}
    every, own = _sorted(values)
    for places in choices:
        found = {place: hazen(every, place) for place in places}
        if _keep_apart([*found.values()], every, own):
            return found
    return {}


def place_among(value: float, quantiles: Mapping[int, float]) -> tuple[float, int, int]:
    """The percentile of a value among quantiles, straight between two of them, and those that it lies between.

    Beyond the first or the last it is theirs; on equal ones, half way along them.

    >>> place_among(15.0, {25: 10.0, 50: 20.0, 75: 30.0}), place_among(40.0, {25: 10.0, 50: 20.0, 75: 30.0})
    ((37.5, 25, 50), (75, 75, 100))
    """
    under = max((place for place, at in quantiles.items() if at <= value), default=0)
    over = min((place for place, at in quantiles.items() if at >= value), default=100)
    if under > over:
        under, over = over, under
    if under == 0 or over == 100:
        return (over if under == 0 else under), under, over
    span = quantiles[over] - quantiles[under]
    along = (value - quantiles[under]) / span if span else 0.5
    return under + along * (over - under), under, over


def kept_apart(quantiles: Mapping[int, float], values: Mapping[str, Sequence[float]]) -> dict[int, float]:
    """As many quantiles, evenly left out, as keep enough values of the others of any landlord beyond and between."""
    places = sorted(quantiles)
    every, own = _sorted(values)
    for step in range(1, len(places) + 1):
        kept = places[step - 1 :: step]
        if _keep_apart([quantiles[place] for place in kept], every, own):
            return {place: quantiles[place] for place in kept}
    return {}


def _sorted(values: Mapping[str, Sequence[float]]) -> tuple[list[float], list[list[float]]]:
    """All values, then those of each landlord, rising."""
    return sorted(value for held in values.values() for value in held), [sorted(held) for held in values.values()]


def _keep_apart(given: Sequence[float], every: Sequence[float], own: Sequence[Sequence[float]]) -> bool:
    """Whether, for any landlord, enough values of the others lie beyond and between the given ones."""
    for low, high in pairwise([float("-inf"), *given, float("inf")]):
        whole = _within(every, low, high)
        if any(whole - _within(held, low, high) < USUAL_RULE.others for held in own):
            return False
    return True


def _within(rising: Sequence[float], low: float, high: float) -> int:
    return bisect_right(rising, high) - bisect_left(rising, low)
