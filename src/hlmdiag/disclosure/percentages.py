"""Shares of one distribution, rounded together for reading; protection never counts on rounding."""

from __future__ import annotations

from collections.abc import Sequence


def whole_percentages(counts: Sequence[int]) -> list[int]:
    """Whole percentages that add up to 100, those with the largest remainders rounded up; of a sum that is not zero.

    >>> whole_percentages([1, 1, 1]), whole_percentages([5, 0, 3])
    ([34, 33, 33], [63, 0, 37])
    """
    total = sum(counts)
    parts = [divmod(100 * count, total) for count in counts]
    missing = 100 - sum(whole for whole, _ in parts)
    first = sorted(range(len(counts)), key=lambda place: -parts[place][1])[:missing]
    return [whole + (place in first) for place, (whole, _) in enumerate(parts)]
