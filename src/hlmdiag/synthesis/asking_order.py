"""The order to ask answers in, so that the fewest make the most units conclusive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from math import ceil
from typing import Any

import polars as pl

from hlmdiag.scoring.collectable import Collectable, answers_of, facts

_ENOUGH = 1e-9
"""Coverage is compared at nine decimals, as it is published."""
_FEW = 300
"""Units that are gone through one by one."""
_MOST_TRIED = 20_000
"""Sets of answers times units that are all tried; beyond, answers are chosen one after the other."""


@dataclass(frozen=True)
class Asking:
    """Finds which indicators to ask, in order; an answer also fills the indicators that read nothing else."""

    stock: Collectable

    @cached_property
    def answers(self) -> dict[str, frozenset[str]]:
        """Inputs of each indicator that may be asked for, by id."""
        gains = self.stock.gains
        worth = (
            gains.select(pl.col(f"gain|{leaf.id}").sum() for leaf in self.stock.weighed).row(0) if len(gains) else ()
        )
        asked = [leaf for leaf, total in zip(self.stock.weighed, worth, strict=bool(worth)) if total > 0]
        deciding = facts(self.stock.grid)
        return {leaf.id: answers_of(leaf, deciding) for leaf in asked}

    def served(self, asked: Iterable[str]) -> frozenset[str]:
        """The indicators that are known once some are asked: those whose answers are all given."""
        given = frozenset[str]().union(*(self.answers[each] for each in asked))
        return frozenset(each for each, read in self.answers.items() if read <= given)

    @cached_property
    def reachable(self) -> pl.DataFrame:
        """The units that every answer together makes conclusive; one that lacks nothing lacks what no answer gives."""
        whole = self._is_done(self.served(self.answers))
        return self.stock.gains.filter(whole & ~self._is_done(frozenset()))

    def done(self, asked: Iterable[str]) -> int:
        """Number of units that some answers make conclusive."""
        return self._judged([self.served(asked)])[0][0]

    def _judged(self, sets: Sequence[frozenset[str]]) -> list[tuple[int, float]]:
        """For each set of indicators, how many units it makes conclusive, and what it brings towards their minimum."""
        common = frozenset.intersection(*sets)
        if self.stock.is_by_coverage and self.reachable.height <= _FEW:
            return self._judged_one_by_one(sets, common)
        frame = self.reachable.with_columns(self._gain(common).alias("covered"))
        gains = [pl.col("covered") + self._gain(each - common) for each in sets]
        done = [self._enough(gain, each).sum() for gain, each in zip(gains, sets, strict=True)]
        brought = [pl.min_horizontal(gain, pl.col("lacks")).sum() for gain in gains]
        told = frame.select(each.alias(str(place)) for place, each in enumerate([*done, *brought])).row(0)
        return list(zip(told[: len(sets)], told[len(sets) :], strict=True))

    def _judged_one_by_one(self, sets: Sequence[frozenset[str]], common: frozenset[str]) -> list[tuple[int, float]]:
        """The same for a few units: going through them costs less than a query."""
        lacks, gains = self._columns
        covered = _added([0.0] * len(lacks), [gains[each] for each in sorted(common)])
        found = []
        for served in sets:
            gained = _added(covered, [gains[each] for each in sorted(served - common)])
            done = sum(gain >= lack - _ENOUGH for gain, lack in zip(gained, lacks, strict=True))
            found.append((done, sum(map(min, gained, lacks))))
        return found

    @cached_property
    def _columns(self) -> tuple[list[float], dict[str, list[float]]]:
        """Coverage missing to each reachable unit, and its gain from each indicator."""
        gains = {each: self.reachable[f"gain|{each}"].to_list() for each in self.answers}
        return self.reachable["lacks"].to_list(), gains

    def steps(self, order: Sequence[str]) -> list[tuple[frozenset[str], tuple[int, ...], int]]:
        """For each answer in order: the indicators that it makes known, the rows that need it, how many are then done.

        A row needs it that earlier answers leave inconclusive, and that lacks one of these indicators.
        """
        known = [self.served(order[:size]) for size in range(len(order) + 1)]
        pairs = list(pairwise(known))
        needs = self.reachable.select(
            (
                ~self._is_done(before)
                & pl.any_horizontal(pl.col(f"gain|{each}") > 0 for each in sorted(after - before))
            ).alias(str(place))
            for place, (before, after) in enumerate(pairs)
        )
        rows = [tuple(self.reachable["row"].filter(needs[name]).to_list()) for name in needs.columns]
        counts = [count for count, _ in self._judged(known[1:])]
        new = [after - before for before, after in pairs]
        return list(zip(new, rows, counts, strict=True))

    def fewest_of(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        """The fewest answers that one unit needs, by the weight of each with the indicators it also fills.

        None where a missing answer blocks its score: coverage is then not enough.
        """
        if not self.stock.is_by_coverage:
            return ()
        worth = {each: sum(row[f"gain|{it}"] for it in served) for each, served in self._alone.items()}
        chosen, covered = list[str](), frozenset[str]()
        for each in sorted(self.answers, key=lambda it: -worth[it]):
            if self._suffices(covered, row):
                break
            if not self._alone[each] <= covered:
                chosen.append(each)
                covered = self._alone[each] | covered if self._is_independent else self.served(chosen)
        return tuple(each for each in chosen if self._is_independent or self._is_needed(each, chosen, row))

    def _is_needed(self, each: str, chosen: Sequence[str], row: Mapping[str, Any]) -> bool:
        return not self._suffices(self.served(other for other in chosen if other != each), row)

    def _suffices(self, served: frozenset[str], row: Mapping[str, Any]) -> bool:
        return bool(sum(row[f"gain|{it}"] for it in served) >= row["lacks"] - _ENOUGH)

    @cached_property
    def _is_independent(self) -> bool:
        """Whether no answer is given by others."""
        return all(self.served(set(self.answers) - {each}) == set(self.answers) - {each} for each in self.answers)

    @cached_property
    def _alone(self) -> dict[str, frozenset[str]]:
        return {each: self.served([each]) for each in self.answers}

    def _is_done(self, served: frozenset[str]) -> pl.Expr:
        return self._enough(self._gain(served), served)

    def _enough(self, gain: pl.Expr, served: frozenset[str]) -> pl.Expr:
        covered = gain >= pl.col("lacks") - _ENOUGH
        return covered if self.stock.is_by_coverage else covered & self.stock.has_score(served)

    def _gain(self, leaves: Iterable[str]) -> pl.Expr:
        gains = [pl.col(f"gain|{each}") for each in sorted(leaves)]
        return pl.sum_horizontal(gains) if gains else pl.lit(0.0)

    def order(self, part: float) -> tuple[tuple[str, ...], int]:
        """The indicators to ask, the most useful first, and how many of them are enough for a part of the units.

        First the few that do for that part of the reachable units, then those that all the others need.
        """
        if self._is_small:
            whole = self._smallest(self.reachable.height)
            first = self._smallest(ceil(part * self.reachable.height))
        else:
            covering = self._covering()
            first, whole = self._soonest(covering, ceil(part * self.reachable.height)), self._pruned(covering)
        if not set(first) <= set(whole) and len(first) < len(whole):
            whole = self._pruned([*first, *(each for each in whole if each not in first)], len(first))
        ordered = self._by_count(first if set(first) <= set(whole) else whole)
        return self._by_count(whole, ordered), len(first)

    @property
    def _is_small(self) -> bool:
        return (
            self.stock.is_by_coverage
            and self.reachable.height <= _FEW
            and 2 ** len(self.answers) * self.reachable.height <= _MOST_TRIED
        )

    def _smallest(self, count: int) -> tuple[str, ...]:
        """The fewest that do for so many units, all sets being tried; of those, the first in the order of the grid."""
        for size in range(1, len(self.answers)):
            for chosen in combinations(self.answers, size):
                served = self.served(chosen)
                if self._judged([served])[0][0] >= count:
                    return chosen
        return tuple(self.answers)

    def _covering(self) -> list[str]:
        """One after the other, the answer that brings the units nearest to their minimum, until all are there."""
        chosen: list[str] = []
        while len(chosen) < len(self.answers) and self.done(chosen) < self.reachable.height:
            others = [each for each in self.answers if each not in chosen]
            told = self._judged([self.served([*chosen, each]) for each in others])
            worth = [round(brought, 9) for _, brought in told]
            chosen.append(others[worth.index(max(worth))])
        return chosen

    def _soonest(self, covering: Sequence[str], count: int) -> tuple[str, ...]:
        """The smallest set enough for so many units: the start of one order or another, without useless answers."""
        found = []
        for order in (covering, self._by_count(self._pruned(covering))):
            size = next(size for size in range(1, len(order) + 1) if self.done(order[:size]) >= count)
            found.append(self._without_useless(order[:size], count))
        return min(found, key=len)

    def _pruned(self, chosen: Sequence[str], kept: int = 0) -> tuple[str, ...]:
        """Drop the answers without which every unit stays conclusive; the first `kept` stay."""
        return self._without_useless(chosen, self.reachable.height, kept)

    def _without_useless(self, chosen: Sequence[str], count: int, spared: int = 0) -> tuple[str, ...]:
        """Drop the answers that so many units can do without, trying the last chosen first."""
        left = list(chosen)
        for each in reversed(chosen[spared:]):
            without = [other for other in left if other != each]
            if self.done(without) >= count:
                left = without
        return tuple(left)

    def _by_count(self, chosen: Sequence[str], begun: Sequence[str] = ()) -> tuple[str, ...]:
        """The same answers, each time the one that makes most units conclusive, then the one that brings most."""
        ordered = list(begun)
        while len(ordered) < len(chosen):
            others = [each for each in chosen if each not in ordered]
            told = self._judged([self.served([*ordered, each]) for each in others])
            ordered.append(
                others[max(range(len(others)), key=lambda place: (told[place][0], round(told[place][1], 9)))]
            )
        return tuple(ordered)

    def is_fewest(self, size: int, count: int) -> bool:
        """Whether fewer answers are sure to make fewer units conclusive.

        Every set was tried, or each unit, with the answers that would serve it best, falls short often enough.
        """
        if size <= 1:
            return True
        if self._is_small:
            return self._most_with(size - 1) < count
        most = [
            self._gain(other for other, given in self.answers.items() if given & read).alias(each)
            for each, read in self.answers.items()
        ]
        best = pl.concat_list(pl.col(each) for each in self.answers)
        best = best.list.sort(descending=True).list.head(size - 1).list.sum()
        reached = self.reachable.with_columns(most).select((best >= pl.col("lacks") - _ENOUGH).sum())
        return int(reached.item()) < count

    def _most_with(self, size: int) -> int:
        return max(count for count, _ in self._judged([self.served(it) for it in combinations(self.answers, size)]))


def _added(first: list[float], others: list[list[float]]) -> list[float]:
    """Numbers added place by place."""
    return [sum(row) for row in zip(first, *others, strict=True)] if others else first
