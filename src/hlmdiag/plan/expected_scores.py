"""Units scored again with some criteria at their best: the score, its interval and the level that come of it.

As for the gain of an action, criteria move and every other answer stays. A condition that reads an answer of a moved
criterion is decided where the best answer decides it, and left open elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from hlmdiag.expression import Reference, ResultRef
from hlmdiag.grid.model import Grid, Indicator, Theme
from hlmdiag.plan.best_answers import touched
from hlmdiag.plan.moved_answers import MovedAnswers, moved
from hlmdiag.scoring.actions import best_points, gain
from hlmdiag.scoring.classify import FINAL_INDEX, classify, deciding_flags, flag_column, possible_column
from hlmdiag.scoring.columns import leaf
from hlmdiag.scoring.deferred_columns import ColumnPlan, DeferredColumns
from hlmdiag.scoring.publication import published_columns
from hlmdiag.scoring.reads import columns_of
from hlmdiag.scoring.rescore import Rescorer
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_references import LEVEL_INDEX
from hlmdiag.scoring.tree import ScoreTree

_TOGETHER = 20_000
"""Trials that are scored at once: their working columns fit in some hundred megabytes."""
_ASKED = "asked"


@dataclass(frozen=True)
class ExpectedOutcome:
    """The outcome of a trial: the score, the ends of what it may be, the ids of the levels (one if established).

    `by_score`: the level that the score alone gives, or its rules; `held_by`: the flags that let no better level stay;
    `open_flags`: those that moved answers leave undecided, and for which the level is not established.
    """

    score: float | None
    low: float | None
    high: float | None
    levels: tuple[str, ...]
    by_score: str | None = None
    held_by: tuple[str, ...] = ()
    open_flags: tuple[str, ...] = ()


class ExpectedScores:
    """The units of a result, scored again at will; `is_possible`: whether all that a level depends on is in it.

    `is_monotone`: whether one more criterion at its best never makes the level that a score gives worse.
    """

    def __init__(self, result: Result) -> None:
        self._grid, self._replay = result.grid, Rescorer(result, frozenset())
        self._moving = [each for each in self._grid.indicators if best_points(each, self._grid) is not None]
        self._floors = [flag for flag in deciding_flags(self._grid) if flag.no_better_than is not None]
        self.is_possible = self._replay.is_possible
        themes = (theme for theme in self._grid.root.walk() if isinstance(theme, Theme))
        self.is_monotone = not self._grid.level_rules and all(theme.adjust is None for theme in themes)

    def of(self, trials: Sequence[tuple[int, Collection[str]]]) -> list[ExpectedOutcome]:
        """The outcome of each trial: the row of a unit, and the criteria that are at their best in it."""
        found = list[ExpectedOutcome]()
        for start in range(0, len(trials), _TOGETHER):
            found += self._some(trials[start : start + _TOGETHER])
        return found

    def gains(self, targets: Collection[str]) -> list[float | None]:
        """The gain of each unit's score with these criteria at their best; None where it is not known."""
        if not targets or any(self._is_adjusted(each) for each in self._grid.indicators if each.id in targets):
            return [None] * self._held.height
        found: list[float | None] = gain(self._scored, targets, self._grid, self._tree).to_list()
        return found

    @cached_property
    def _tree(self) -> ScoreTree:
        return ScoreTree.of(self._grid, self._replay.resolve, self._replay.day)

    @cached_property
    def _held(self) -> pl.DataFrame:
        return self._replay.rows(range(self._replay.result.frame.height))

    @cached_property
    def _scored(self) -> pl.DataFrame:
        return self._tree.aggregate(self._held)

    def may_move(self, row: int) -> frozenset[str]:
        """The criteria of a unit that have points and are not at their best."""
        points = {each.id: self._held[leaf("points", each.id)][row] for each in self._moving}
        best = {each.id: best_points(each, self._grid) for each in self._moving}
        return frozenset(id for id, found in points.items() if found is not None and found != best[id])

    def fixed_floor(self, row: int, criteria: Collection[str]) -> int:
        """The place under which flags let no level stay, whatever becomes of these criteria; 0 where none does."""
        held = [flag for flag in self._floors if self._as_things_are[flag_column(flag.id)][row]]
        places = [
            self._grid.levels.places[flag.no_better_than or ""]
            for flag in held
            if not any(self._moves(reference, criteria) for reference in flag.when.references)
        ]
        return max(places, default=0)

    def _moves(self, reference: Reference, criteria: Collection[str]) -> bool:
        """Whether what a condition reads may change with some criteria."""
        if isinstance(reference, ResultRef) and reference.grid is None:
            return True
        return any(each.id in criteria for each in self._moved_answers.by_reference.get(reference, ()))

    @cached_property
    def _moved_answers(self) -> MovedAnswers:
        return MovedAnswers.of(self._grid, self._moving)

    def is_as_scored(self, row: int) -> bool:
        """Whether the result holds enough to compute the unit's score and level again; else nothing is expected."""
        return self._is_same[row]

    @cached_property
    def _as_things_are(self) -> pl.DataFrame:
        return self._plan.of(self._held.with_columns(**{_asked(each): pl.lit(value=False) for each in self._moving}))

    @cached_property
    def _is_same(self) -> list[bool]:
        again, frame = self._as_things_are, self._replay.result.frame
        places = frame["level_computed"].replace_strict(self._grid.levels.places, default=None, return_dtype=pl.Int32)
        levels = again[LEVEL_INDEX].eq_missing(places)
        same = [again[each].eq_missing(frame[each]) for each in ("score", "low", "high")]
        return [all(them) for them in zip(levels, *same, strict=True)]

    @cached_property
    def _undecided(self) -> dict[str, list[bool]]:
        """Of each row, whether the flags that keep a level are undecided as things are."""
        return {flag.id: self._as_things_are[flag_column(flag.id)].is_null().to_list() for flag in self._floors}

    def _is_adjusted(self, indicator: Indicator) -> bool:
        """Whether an adjustment reads an answer that moves with a criterion."""
        themes = (theme for theme in self._grid.root.walk() if isinstance(theme, Theme))
        read = {name for theme in themes for name in columns_of(theme.adjust)}
        return bool(read & touched(indicator, self._grid)[0])

    def _some(self, trials: Sequence[tuple[int, Collection[str]]]) -> list[ExpectedOutcome]:
        rows = [row for row, _ in trials]
        wanted = {
            _asked(each): pl.Series([each.id in better for _, better in trials], dtype=pl.Boolean)
            for each in self._moving
        }
        found = self._plan.of(self._held[rows].with_columns(**wanted))
        lines = found.iter_rows(named=True)
        return [self._outcome(row, line) for row, line in zip(rows, lines, strict=True)]

    def _outcome(self, row: int, line: Mapping[str, Any]) -> ExpectedOutcome:
        levels, final = self._grid.levels.ids, line[FINAL_INDEX]
        ends = line["score"], line["low"], line["high"]
        computed = line[LEVEL_INDEX]
        by_score = None if computed is None else levels[computed]
        if final is None:
            return ExpectedOutcome(*ends, tuple(each for each in levels if line[possible_column(each)]), by_score)
        places = {flag.id: self._grid.levels.places[flag.no_better_than or ""] for flag in self._floors}
        held = [id for id, place in places.items() if line[flag_column(id)] and place == final and place != computed]
        opened = [
            id
            for id, place in places.items()
            if place > final and line[flag_column(id)] is None and not self._undecided[id][row]
        ]
        named = sorted({final, *(places[id] for id in opened)})
        return ExpectedOutcome(*ends, tuple(levels[place] for place in named), by_score, tuple(held), tuple(opened))

    @cached_property
    def _plan(self) -> ColumnPlan:
        """From held columns and what is asked to the columns of an outcome."""
        steps = DeferredColumns().with_columns([_moved(each, self._grid) for each in self._moving])
        steps = steps.with_columns([each for one in self._moving for each in _at_best(one, self._grid)])
        resolve = self._moved_answers.over(self._replay.resolve)
        steps = ScoreTree.of(self._grid, resolve, self._replay.day).aggregate(steps)
        for columns in published_columns(self._grid):
            steps = steps.with_columns(columns)
        steps = classify(steps, self._grid, resolve, self._replay.day)
        flags = [pl.col(flag_column(flag.id)) for flag in self._floors]
        possible = [pl.col(possible_column(each)) for each in self._grid.levels.ids]
        return steps.giving([*map(pl.col, ("score", "low", "high", FINAL_INDEX, LEVEL_INDEX)), *possible, *flags])


def _asked(indicator: Indicator) -> str:
    return leaf(_ASKED, indicator.id)


def _moved(indicator: Indicator, grid: Grid) -> pl.Expr:
    """A criterion moves where it has points, and not yet the best ones."""
    points = pl.col(leaf("points", indicator.id))
    away = points.is_not_null() & (points != best_points(indicator, grid))
    return (pl.col(_asked(indicator)) & away).alias(moved(indicator))


def _at_best(indicator: Indicator, grid: Grid) -> Iterator[pl.Expr]:
    best = pl.lit(best_points(indicator, grid), dtype=pl.Float64)
    for what in ("points", "low", "high"):
        name = leaf(what, indicator.id)
        yield pl.when(moved(indicator)).then(best).otherwise(pl.col(name)).alias(name)
