"""What a check counts over units, and the sentence that it makes of it: the counts of the pieces of a stock add up.

A check gives the same tallies, in the same order, whatever the units: those that found nothing count zero.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hlmdiag.errors import Problem
from hlmdiag.text.phrase import Listed


@dataclass(frozen=True)
class Tally:
    """How many units or rows a check is about, and the first of them.

    `told` makes a problem of it; `first` holds one more than the `most` that are shown, if there are more; `total`:
    among how many, where that is said. Of those `among` the same, only the largest is told: they are about one fault.
    """

    count: int
    told: Callable[[Tally], Problem]
    first: tuple[Any, ...] = ()
    most: int = 0
    total: int = 0
    among: Hashable = None

    def __add__(self, other: Tally) -> Tally:
        """The same check on the units of both, in this order."""
        first = [*self.first, *(each for each in other.first if each not in self.first)]
        return replace(
            self, count=self.count + other.count, total=self.total + other.total, first=tuple(first[: self.most + 1])
        )

    @property
    def shown(self) -> Listed:
        """The first units, with a mark where others follow."""
        return Listed(self.first[: self.most], more=", …" if len(self.first) > self.most else "")


def added(one: Sequence[Tally], other: Sequence[Tally]) -> list[Tally]:
    """The tallies of two pieces of a stock."""
    return [first + second for first, second in zip(one, other, strict=True)]


def problems_told(tallies: Iterable[Tally]) -> list[Problem]:
    """The problems of the tallies that found something, in their order."""
    kept: dict[Hashable, Tally] = {}
    for place, each in enumerate(tallies):
        key = place if each.among is None else (each.among,)
        if each.count and (key not in kept or each.count > kept[key].count):
            kept[key] = each
    return [each.told(each) for each in kept.values()]
