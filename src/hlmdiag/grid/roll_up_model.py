"""The roll-up of a loaded grid: how its units become wider ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hlmdiag.expression import Expression


@dataclass(frozen=True)
class CountedShare:
    """A share of the units of a wider one: the units for which a condition holds."""

    id: str
    title: str
    when: Expression


@dataclass(frozen=True)
class RollUp:
    """Roll-up of the units of a grid to wider ones, named by the columns of `key`.

    `weight` is the column of a size, for a mean; `level` says whether the level is the worst one of the units, or that
    of the score.
    """

    unit: str
    key: tuple[str, ...]
    score: Literal["worst", "best", "mean"]
    weight: str | None
    level: Literal["worst", "score"]
    shares: tuple[CountedShare, ...] = ()
