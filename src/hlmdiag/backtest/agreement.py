"""Agreement of two orderings into levels beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

_Z = 1.959963984540054
_NONE = 1e-12


@dataclass(frozen=True)
class Agreement:
    """Cohen's weighted kappa: 1 is full agreement, 0 what chance alone would give; `low` and `high` at 95 %.

    Both are None where the table gives no error: all agree, or too few units differ for a large sample's formula.
    """

    kappa: float
    error: float
    low: float | None
    high: float | None


def weighted_kappa(matrix: Sequence[Sequence[int]]) -> Agreement | None:
    """The kappa of a square table of counts, where each level apart counts as much as the next (linear weights).

    Its error is the one of large samples (Fleiss, Cohen and Everitt, Psychological Bulletin 72, 1969). None where
    there is nothing to agree on: no unit, one level, or all units at one level on both sides.
    """
    size, count = len(matrix), sum(map(sum, matrix))
    if size < 2 or count == 0:
        return None
    cells = [[cell / count for cell in row] for row in matrix]
    rows, columns = [sum(row) for row in cells], [sum(row[place] for row in cells) for place in range(size)]
    weights = [[1 - abs(one - other) / (size - 1) for other in range(size)] for one in range(size)]
    places = [(one, other) for one in range(size) for other in range(size)]
    observed = sum(weights[one][other] * cells[one][other] for one, other in places)
    chance = sum(weights[one][other] * rows[one] * columns[other] for one, other in places)
    if chance >= 1:
        return None
    kappa = (observed - chance) / (1 - chance)
    of_row = [sum(weight * share for weight, share in zip(line, columns, strict=True)) for line in weights]
    of_column = [sum(weights[one][other] * rows[one] for one in range(size)) for other in range(size)]
    spread = sum(
        cells[one][other] * (weights[one][other] - (of_row[one] + of_column[other]) * (1 - kappa)) ** 2
        for one, other in places
    )
    variance = (spread - (kappa - chance * (1 - kappa)) ** 2) / (count * (1 - chance) ** 2)
    if variance <= _NONE:
        return Agreement(kappa, 0.0, None, None)
    error = sqrt(variance)
    return Agreement(kappa, error, max(-1.0, kappa - _Z * error), min(1.0, kappa + _Z * error))
