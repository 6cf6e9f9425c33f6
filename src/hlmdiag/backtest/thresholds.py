"""Which thresholds between levels would have agreed better with the levels expected: every one is weighed, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from hlmdiag.backtest.visited import Visited
from hlmdiag.grid.level import Levels

FEWEST = 30
"""Units under which thresholds fit a few visits rather than a stock."""
_EACH = 300
"""Units up to which each is left out in turn; beyond, they are left out a tenth at a time."""
_FOLDS = 10
_DECIMALS = 9


@dataclass(frozen=True)
class Cut:
    """Threshold of a level: the present one, and the best ones, above `low` and up to `high` (None: no end).

    `proposed` is the present one where it is among them, else a readable one; never applied.
    """

    level: str
    present: float
    low: float | None
    high: float | None
    proposed: float


@dataclass(frozen=True)
class ThresholdFit:
    """Fit of thresholds on some units: sum of level distances, and units at another level than expected."""

    apart: int
    wrong: int


@dataclass(frozen=True)
class BetterThresholds:
    """The best thresholds for so many units, beside the present ones.

    `held_out`: what thresholds found without a unit say of it, each in turn (or a tenth at a time: `folds`).
    """

    units: int
    present: ThresholdFit
    best: ThresholdFit
    held_out: ThresholdFit
    folds: int | None
    cuts: tuple[Cut, ...]

    @property
    def is_better(self) -> bool:
        """Whether some thresholds do better than the present ones."""
        return (self.best.apart, self.best.wrong) < (self.present.apart, self.present.wrong)

    @property
    def is_overfitted(self) -> bool:
        """Whether what is gained is lost again on a unit that was left out."""
        held, present = self.held_out, self.present
        return self.is_better and (held.apart, held.wrong) >= (present.apart, present.wrong)

    @property
    def rests_on_few(self) -> bool:
        """Whether too few units were labelled for a threshold to rest on them."""
        return self.units < FEWEST


def better_thresholds(visited: Sequence[Visited], levels: Levels) -> BetterThresholds | None:
    """The thresholds that leave the fewest levels apart, then the fewest units wrong, then move the fewest units.

    Only units with a score count; None where no threshold gives the levels, or none of these units has a score.
    """
    search = _Search.of(levels)
    units = [each for each in visited if each.score is not None]
    if search is None or not units:
        return None
    cuts = search.best(units)
    proposed = [cut.proposed for cut in cuts]
    folds = None if len(units) <= _EACH else _FOLDS
    return BetterThresholds(
        len(units), search.fit(units, search.present), search.fit(units, proposed), search.held_out(units, folds),
        folds, cuts if levels.higher_is_worse else cuts[::-1],
    )  # fmt: skip


@dataclass(frozen=True)
class _Search:
    """Levels by rising score: their ranks from the best, and the thresholds between them."""

    names: tuple[str, ...]
    ranks: tuple[int, ...]
    present: tuple[float, ...]

    @classmethod
    def of(cls, levels: Levels) -> _Search | None:
        ordered = [*enumerate(levels)] if levels.higher_is_worse else [*enumerate(levels)][::-1]
        starts = [level.start for _, level in ordered[1:]]
        bounds = [start for start in starts if start is not None]
        if len(bounds) < len(starts) or not starts:
            return None
        # under merit, a level owns the bound between it and the worse one below
        names = [level.id for _, level in ordered[1:]]
        return cls(tuple(names), tuple(rank for rank, _ in ordered), tuple(bounds))

    def rank(self, unit: Visited, cuts: Sequence[float]) -> int:
        """The rank that thresholds give a unit; a bound belongs to the level above it, a flag raises it."""
        return max(self._of_score(unit, cuts), unit.floor)

    def _of_score(self, unit: Visited, cuts: Sequence[float]) -> int:
        assert unit.score is not None
        return self.ranks[sum(unit.score >= cut for cut in cuts)]

    def fit(self, units: Sequence[Visited], cuts: Sequence[float]) -> ThresholdFit:
        """Fit of thresholds on some units."""
        gaps = [abs(unit.expected - self.rank(unit, cuts)) for unit in units]
        return ThresholdFit(sum(gaps), sum(gap > 0 for gap in gaps))

    def best(self, units: Sequence[Visited]) -> tuple[Cut, ...]:
        """The thresholds that do best: the scores are cut where the sum of what each unit costs is least."""
        ordered = sorted(units, key=lambda unit: unit.score or 0.0)
        blocks = [(score, [*same]) for score, same in groupby(ordered, key=lambda unit: unit.score or 0.0)]
        whole = len(units) * len(self.ranks) + 1
        total = [0] * len(self.ranks)
        chosen: list[list[int]] = []
        for _, same in blocks:
            costs = [sum(self._cost(unit, rank, whole) for unit in same) for rank in self.ranks]
            under = _smallest_so_far(total)
            total = [total[before] + cost for before, cost in zip(under, costs, strict=True)]
            chosen.append(under)
        place, places = _smallest_so_far(total)[-1], []
        for under in reversed(chosen):
            places.append(place)
            place = under[place]
        return self._cuts([score for score, _ in blocks], places[::-1])

    def _cost(self, unit: Visited, rank: int, whole: int) -> int:
        """Levels apart first, then whether it is wrong, then whether it moves, in one number."""
        gap = abs(unit.expected - max(rank, unit.floor))
        return (gap * whole + (gap > 0)) * whole + (rank != self._of_score(unit, self.present))

    def _cuts(self, scores: Sequence[float], places: Sequence[int]) -> tuple[Cut, ...]:
        found: list[Cut] = []
        for number, (name, present) in enumerate(zip(self.names, self.present, strict=True), 1):
            first = next((at for at, place in enumerate(places) if place >= number), len(scores))
            low = scores[first - 1] if first > 0 else None
            high = scores[first] if first < len(scores) else None
            least = found[-1].proposed if found else None
            proposed = _proposed(present, low, high)
            found.append(Cut(name, present, low, high, proposed if least is None else max(least, proposed)))
        return tuple(found)

    def held_out(self, units: Sequence[Visited], folds: int | None) -> ThresholdFit:
        """Fit of thresholds on units that were not used to find them."""
        turns = len(units) if folds is None else folds
        apart = wrong = 0
        for turn in range(turns):
            kept = [unit for at, unit in enumerate(units) if at % turns != turn]
            left = [unit for at, unit in enumerate(units) if at % turns == turn]
            fit = self.fit(left, [cut.proposed for cut in self.best(kept)] if kept else self.present)
            apart, wrong = apart + fit.apart, wrong + fit.wrong
        return ThresholdFit(apart, wrong)


def _smallest_so_far(total: Sequence[int]) -> list[int]:
    """For each place, the place at or under it that costs least, the first of equal ones."""
    found: list[int] = []
    for place, cost in enumerate(total):
        found.append(place if not found or cost < total[found[-1]] else found[-1])
    return found


def _proposed(present: float, low: float | None, high: float | None) -> float:
    """The present threshold where it is among the best, else one with few decimals."""
    if (low is None or present > low) and (high is None or present <= high):
        return present
    if low is None or high is None:
        return high if high is not None else _above(low if low is not None else present)
    for decimals in range(_DECIMALS):
        middle = round((low + high) / 2, decimals)
        if low < middle <= high:
            return middle
    return high


def _above(low: float) -> float:
    """The next whole number."""
    return float(int(low // 1) + 1)
