"""The cheapest set of actions that brings a unit to a level, if they reach their aim.

Exact up to `EXACT` actions, each set being tried by rising cost; beyond, sets are thinned and exchanged, which finds a
set that works and may not find the cheapest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import combinations, islice

from hlmdiag.plan.expected_scores import ExpectedOutcome, ExpectedScores

EXACT = 15
"""The number of actions up to which every set is tried."""
_FIRST, _MOST = 32, 8_192
"""The sets that are tried together: few first, since the lightest often works."""

Chosen = frozenset[str]


@dataclass(frozen=True)
class Candidates:
    """A unit, the actions that may be chosen with what each weighs (effort or euros), and the criteria of each."""

    row: int
    weights: Mapping[str, float]
    targets: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class CheapestSet:
    """The actions, in their order, what they weigh together and what comes of them; `is_exact`: no cheaper set is."""

    actions: tuple[str, ...]
    weight: float
    outcome: ExpectedOutcome
    is_exact: bool


class CheapestSearch:
    """Looks for the sets that bring units to a level: `place`, 0 for the best."""

    def __init__(self, scores: ExpectedScores, levels: Mapping[str, int], place: int) -> None:
        self._scores, self._levels, self._place = scores, levels, place

    def of(self, unit: Candidates) -> CheapestSet | None:
        """The cheapest set of a unit; None where no set is found."""
        moving = self._scores.may_move(unit.row)
        targets = {action: kept for action, them in unit.targets.items() if (kept := them & moving)}
        # an action that moves no score is never part of the cheapest set
        weights = {action: weight for action, weight in unit.weights.items() if action in targets}
        unit = Candidates(unit.row, weights, targets)
        every = frozenset(target for them in targets.values() for target in them)
        if self._scores.fixed_floor(unit.row, every) > self._place:
            return None
        trials = _Trials(self, unit)
        if self._scores.is_monotone and trials.falls_short(self._levels, self._place):
            return None
        if len(unit.weights) <= EXACT:
            return self._exact(unit, trials)
        return self._thinned(unit, trials)

    def reaches(self, outcome: ExpectedOutcome) -> bool:
        """Whether every level that is left is the wanted one or a better one."""
        return bool(outcome.levels) and all(self._levels[level] <= self._place for level in outcome.levels)

    def outcomes(self, row: int, wanted: Sequence[frozenset[str]]) -> list[ExpectedOutcome]:
        """The outcomes of sets of criteria at their best."""
        return self._scores.of([(row, better) for better in wanted])

    def _exact(self, unit: Candidates, trials: _Trials) -> CheapestSet | None:
        waiting, size = _by_weight(unit.weights), _FIRST
        while batch := list(islice(waiting, size)):
            size = min(2 * size, _MOST)
            worked = trials.worked(batch)
            found = next((chosen for chosen, works in zip(batch, worked, strict=True) if works), None)
            if found is not None:
                return trials.result(found, is_exact=True)
        return None

    def _thinned(self, unit: Candidates, trials: _Trials) -> CheapestSet | None:
        chosen = frozenset(unit.weights)
        if not trials.worked([chosen])[0]:
            return None
        better: Chosen | None = chosen
        while better is not None:
            chosen = better
            tried = _neighbours(chosen, unit.weights)
            works = trials.worked(tried)
            better = next((each for each, it in zip(tried, works, strict=True) if it), None)
        return trials.result(chosen, is_exact=False)


class _Trials:
    """Outcomes of sets of actions of one unit, each set of criteria being scored once."""

    def __init__(self, search: CheapestSearch, unit: Candidates) -> None:
        self._search, self._unit = search, unit
        self._known: dict[frozenset[str], ExpectedOutcome] = {}

    def worked(self, sets: Sequence[Chosen]) -> list[bool]:
        """Whether each set brings the unit to the level."""
        criteria = [self._criteria(each) for each in sets]
        new = [each for each in dict.fromkeys(criteria) if each not in self._known]
        self._known |= zip(new, self._search.outcomes(self._unit.row, new), strict=True)
        return [self._search.reaches(self._known[each]) for each in criteria]

    def falls_short(self, levels: Mapping[str, int], place: int) -> bool:
        """Whether the score alone stays above a level with all the actions together."""
        every = frozenset(self._unit.weights)
        self.worked([every])
        by_score = self._known[self._criteria(every)].by_score
        return by_score is not None and levels[by_score] > place

    def result(self, chosen: Chosen, *, is_exact: bool) -> CheapestSet:
        """The result for a set that works."""
        ordered = tuple(action for action in self._unit.weights if action in chosen)
        weight = sum(self._unit.weights[action] for action in ordered)
        return CheapestSet(ordered, weight, self._known[self._criteria(chosen)], is_exact)

    def _criteria(self, chosen: Chosen) -> frozenset[str]:
        return frozenset(target for action in chosen for target in self._unit.targets[action])


def _by_weight(weights: Mapping[str, float]) -> Iterator[Chosen]:
    """Every set of actions, the lightest first, then the smallest.

    >>> [sorted(each) for each in _by_weight({"A": 2.0, "B": 1.0})]
    [[], ['B'], ['A'], ['A', 'B']]
    """
    yield frozenset()
    actions = sorted(weights, key=lambda action: weights[action])
    heap: list[tuple[float, int, tuple[int, ...]]] = []
    if actions:
        heappush(heap, (weights[actions[0]], 1, (0,)))
    while heap:
        weight, size, places = heappop(heap)
        yield frozenset(actions[place] for place in places)
        *kept, last = places
        if last + 1 < len(actions):
            more = weights[actions[last + 1]]
            heappush(heap, (weight + more, size + 1, (*places, last + 1)))
            heappush(heap, (weight + more - weights[actions[last]], size, (*kept, last + 1)))


def _neighbours(chosen: Chosen, weights: Mapping[str, float]) -> list[Chosen]:
    """Cheaper sets close to a given one, cheapest first: one action less, or one action in place of one or two."""
    ins, outs = sorted(chosen), sorted(set(weights) - chosen)
    found = {chosen - {each} for each in ins}
    gone = [*combinations(ins, 1), *combinations(ins, 2)]
    found |= {(chosen - {*parts}) | {new} for parts in gone for new in outs}
    own = _total(chosen, weights)
    lighter = [(total, each) for each in found if (total := _total(each, weights)) <= own]
    kept = [(total, each) for total, each in lighter if (total, len(each)) < (own, len(chosen))]
    return [each for _, each in sorted(kept, key=lambda it: (it[0], len(it[1]), sorted(it[1])))]


def _total(chosen: Chosen, weights: Mapping[str, float]) -> float:
    # always added in the same order: a sum of floats depends on it
    return sum(weights[action] for action in sorted(chosen))
