"""Medians and quartiles of the values of several landlords, where no landlord reads another's value in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from hlmdiag.disclosure.rule import USUAL_RULE, weakness

QUARTILES = (25, 50, 75)


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


def safe_quantiles(values: Mapping[str, Sequence[float]]) -> dict[int, float]:
    """The quartiles of the values of all landlords that may be published, the median alone where they may not.

    For any landlord, five values of the others lie on each side of what is given, and between two of them.
    """
    if weakness({name: len(held) for name, held in values.items()}) is not None:
        return {}
    ordered = sorted(value for held in values.values() for value in held)
    found = {place: hazen(ordered, place) for place in QUARTILES}
    for places in (QUARTILES, (50,)):
        if all(_enough(values, name, [found[place] for place in places]) for name in values):
            return {place: found[place] for place in places}
    return {}


def _enough(values: Mapping[str, Sequence[float]], but: str, given: Sequence[float]) -> bool:
    """Whether enough values of all landlords but one lie beyond and between the given ones."""
    others = [value for name, held in values.items() if name != but for value in held]
    ends = [float("-inf"), *given, float("inf")]
    return all(sum(low <= value <= high for value in others) >= USUAL_RULE.others for low, high in pairwise(ends))
