"""Medians and quartiles of the values of several landlords, where no landlord reads another's value in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from hlmdiag.disclosure.rule import USUAL_RULE


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


def kept_apart(quantiles: Mapping[int, float], values: Mapping[str, Sequence[float]]) -> dict[int, float]:
    """As many quantiles, evenly left out, as keep enough values of the others of any landlord beyond and between."""
    places = sorted(quantiles)
    for step in range(1, len(places) + 1):
        kept = places[step - 1 :: step]
        if all(_enough(values, name, [quantiles[place] for place in kept]) for name in values):
            return {place: quantiles[place] for place in kept}
    return {}


def _enough(values: Mapping[str, Sequence[float]], but: str, given: Sequence[float]) -> bool:
    """Whether enough values of all landlords but one lie beyond and between the given ones."""
    others = [value for name, held in values.items() if name != but for value in held]
    ends = [float("-inf"), *given, float("inf")]
    return all(sum(low <= value <= high for value in others) >= USUAL_RULE.others for low, high in pairwise(ends))
