"""The levels of a node: classes of scores from best to worst, their bounds, and how they compare."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

from hlmdiag.rules.scale import Scale


@dataclass(frozen=True)
class Level:
    """A class of scores; the grid lists them from best to worst. `start` is the `from` of the document."""

    id: str
    title: str
    start: float | None
    colour: str | None = None
    follow_up: str | None = None
    description: str | None = None


@dataclass(frozen=True)
class Levels(Sequence[Level]):
    """The levels of a node from best to worst, on the scale of its grid: a sequence, empty where it has none.

    The place of a level is its index, 0 for the best: a level is worse than another where its place is larger. Where
    levels have bounds, each owns its lower one, and the two at the ends hold every score beyond.
    """

    order: tuple[Level, ...]
    scale: Scale

    def __len__(self) -> int:
        """Number of levels."""
        return len(self.order)

    @overload
    def __getitem__(self, place: int) -> Level: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Level, ...]: ...

    def __getitem__(self, place: int | slice) -> Level | tuple[Level, ...]:
        """The level at a place, or those at several."""
        return self.order[place]

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids, from best to worst."""
        return tuple(level.id for level in self.order)

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each id, 0 for the best."""
        return {level.id: place for place, level in enumerate(self.order)}

    @cached_property
    def titles(self) -> dict[str, str]:
        """The title of each id."""
        return {level.id: level.title for level in self.order}

    @property
    def higher_is_worse(self) -> bool:
        """Whether a higher score is worse."""
        return self.scale.burden

    def named(self, id: str | None) -> Level | None:
        """The level of that id; None for None and for an id of no level."""
        place = self.places.get(id or "")
        return None if place is None else self.order[place]

    def all_named(self, ids: Iterable[str] | None) -> tuple[Level, ...]:
        """The levels of some ids, in their order; none for None. KeyError for an id of no level."""
        return tuple(self.order[self.places[id]] for id in ids or ())

    def is_worse(self, one: str, other: str) -> bool:
        """Whether the level of one id is worse than that of another; KeyError for an id of no level."""
        return self.places[one] > self.places[other]

    def at_least(self, id: str) -> tuple[str, ...]:
        """The ids of a level and of every worse one; KeyError for an id of no level."""
        return self.ids[self.places[id] :]

    @cached_property
    def with_start(self) -> tuple[Level, ...]:
        """The levels that have a start, the lowest scores first."""
        return tuple(sorted((each for each in self.order if each.start is not None), key=_start))

    @property
    def are_bounded(self) -> bool:
        """Whether a score gives a level: there are some, and each has its start."""
        return bool(self.order) and len(self.with_start) == len(self.order)

    @cached_property
    def limits(self) -> tuple[float, ...]:
        """The scores that part each level from the next worse one, in the order of places; of levels with a start."""
        starts = tuple(_start(each) for each in self.with_start[1:])
        return starts if self.higher_is_worse else starts[::-1]

    def span(self, level: Level) -> tuple[float, float]:
        """The scores of a level that has a start: from the first, included, to the second, excluded; infinite ends."""
        rank = self.with_start.index(level)
        low = _start(level) if rank else -math.inf
        return low, _start(self.with_start[rank + 1]) if rank + 1 < len(self.with_start) else math.inf

    def of(self, score: float) -> Level | None:
        """The level of a score, written as results write it; None where no level has a start."""
        reached = [each for each in self.with_start if _start(each) <= score] or list(self.with_start[:1])
        return reached[-1] if reached else None


def _start(level: Level) -> float:
    assert level.start is not None
    return level.start
