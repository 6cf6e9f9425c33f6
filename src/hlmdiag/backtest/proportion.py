"""A share of some units with its interval: few units say little, and the interval shows it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

_Z = 1.959963984540054
"""Of a normal law: 95 % lies within as many deviations."""


@dataclass(frozen=True)
class Proportion:
    """So many units of so many; `low` and `high` hold the true share in 95 of 100 such samples."""

    hits: int
    count: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share itself."""
        return self.hits / self.count


def wilson(hits: int, count: int) -> Proportion | None:
    """The share with Wilson's score interval (1927), sound for few units and near 0 and 1; none of no unit.

    >>> found = wilson(15, 148)  # Newcombe, Statistics in Medicine 17 (1998), table I
    >>> round(found.low, 4), round(found.high, 4)
    (0.0624, 0.1605)
    """
    if count == 0:
        return None
    share, wide = hits / count, _Z * _Z
    middle = share + wide / (2 * count)
    reach = _Z * sqrt(share * (1 - share) / count + wide / (4 * count * count))
    whole = 1 + wide / count
    low = 0.0 if hits == 0 else (middle - reach) / whole
    return Proportion(hits, count, low, 1.0 if hits == count else (middle + reach) / whole)
