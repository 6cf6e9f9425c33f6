"""Starting thresholds from the stock itself: a quarter of it above the median, and readable numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

StepThresholds = tuple[list[float], list[int]]
"""Lower bounds of the steps, and the points of each."""

_SHARES = (0.5, 0.75, 0.9)
"""Half of the stock takes no point, a tenth takes them all."""
_POINTS = {4: [0, 33, 67, 100], 3: [0, 50, 100], 2: [0, 100]}


def steps_of(numbers: Sequence[float], low: float | None, *, high_is_bad: bool) -> StepThresholds | None:
    """Steps over sorted numbers, or None where they hardly differ. `low`: the least value that the column admits.

    >>> steps_of([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0, high_is_bad=True)
    ([0.0, 6.0, 8.0, 9.0], [0, 33, 67, 100])
    """
    if not numbers:
        return None
    first = low if low is not None else (0.0 if numbers[0] >= 0 else rounded(numbers[0] - abs(numbers[0]), numbers))
    shares = _SHARES if high_is_bad else tuple(1 - share for share in reversed(_SHARES))
    bounds = [rounded(quantile(numbers, share), numbers) for share in shares]
    kept = sorted({bound for bound in bounds if bound > first})
    if not kept:
        return None
    points = _POINTS[len(kept) + 1]
    return [float(first), *kept], points if high_is_bad else points[::-1]


def quantile(numbers: Sequence[float], share: float) -> float:
    """Quantile of sorted numbers, interpolated between two of them if needed."""
    place = share * (len(numbers) - 1)
    below = math.floor(place)
    above = min(below + 1, len(numbers) - 1)
    return numbers[below] + (numbers[above] - numbers[below]) * (place - below)


def rounded(value: float, numbers: Sequence[float], figures: int = 2) -> float:
    """Two figures are enough for a threshold that is to be reviewed."""
    spread = max(abs(numbers[0]), abs(numbers[-1])) or 1.0
    digits = figures - 1 - math.floor(math.log10(spread))
    return float(round(value, digits))
