"""Compares the levels of a grid with expected ones, unit by unit, then level by level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hlmdiag.backtest.agreement import Agreement, weighted_kappa
from hlmdiag.backtest.labels import Labels
from hlmdiag.backtest.proportion import Proportion, wilson
from hlmdiag.backtest.thresholds import BetterThresholds, better_thresholds
from hlmdiag.backtest.visited import Visited
from hlmdiag.grid.model import Grid
from hlmdiag.scoring import Result
from hlmdiag.scoring.roles import unit_labels


@dataclass(frozen=True)
class LevelOutcome:
    """Outcome of a level: units `hit`, `missed` (found elsewhere) and `false` (expected elsewhere).

    `caught`: of the units expected there, the share found there; `right`: of those found there, the share expected.
    """

    level: str
    hit: int
    missed: int
    false: int
    caught: Proportion | None
    right: Proportion | None


@dataclass(frozen=True)
class Backtest:
    """A grid against expected levels.

    `matrix[expected][found]` counts the units `compared`, by rank from the best level. `at`: each level by itself;
    `beyond`: each level with all the worse ones, but the two ends. `inconclusive`: labelled units without a level.
    """

    grid: Grid
    column: str
    units: int
    blank: int
    refused: int
    inconclusive: tuple[Visited, ...]
    compared: tuple[Visited, ...]
    matrix: tuple[tuple[int, ...], ...]
    same: Proportion | None
    near: Proportion | None
    agreement: Agreement | None
    at: tuple[LevelOutcome, ...]
    beyond: tuple[LevelOutcome, ...]
    thresholds: BetterThresholds | None

    @property
    def labelled(self) -> int:
        """Number of units with an expected level that was understood."""
        return len(self.compared) + len(self.inconclusive)

    @property
    def missed(self) -> tuple[Visited, ...]:
        """The units found better than expected, the furthest first."""
        return _by_gap(each for each in self.compared if each.found < each.expected)

    @property
    def falsely_alerted(self) -> tuple[Visited, ...]:
        """The units found worse than expected, the furthest first."""
        return _by_gap(each for each in self.compared if each.found > each.expected)


def compare_levels(result: Result, labels: Labels, column: str) -> Backtest:
    """Everything that labelled units say of the levels of a result; overrides are to be left out of it."""
    grid = result.grid
    found = list(_visited(result, labels))
    compared = tuple(each for each in found if each.found >= 0)
    size = len(grid.levels)
    matrix = tuple(
        tuple(sum(each.expected == one and each.found == other for each in compared) for other in range(size))
        for one in range(size)
    )
    gaps = [abs(each.expected - each.found) for each in compared]
    by_score = not grid.level_rules
    return Backtest(
        grid, column, result.frame.height, labels.blank, labels.refused,
        tuple(each for each in found if each.found < 0), compared, matrix,
        wilson(sum(gap == 0 for gap in gaps), len(gaps)), wilson(sum(gap <= 1 for gap in gaps), len(gaps)),
        weighted_kappa(matrix),
        tuple(_outcome(grid.levels[rank].id, compared, {rank}) for rank in range(size)),
        tuple(_outcome(grid.levels[rank].id, compared, {*range(rank, size)}) for rank in range(1, size - 1)),
        better_thresholds(compared, grid.levels) if by_score else None,
    )  # fmt: skip


def _visited(result: Result, labels: Labels) -> Iterator[Visited]:
    """The labelled units of a result; without a level, the rank found is −1."""
    grid, frame = result.grid, result.frame
    ranks = {id: rank for rank, id in enumerate(grid.levels.ids)}
    floors = {flag.id: ranks[flag.no_better_than] for flag in grid.flags.values() if flag.no_better_than is not None}
    read = [*grid.keys, unit_labels(grid, frame).alias("|label"), "level", "score", "flags"]
    for row in frame.select(read).rows(named=True):
        unit = tuple(str(row[key]) for key in grid.keys)
        level = labels.by_unit.get(unit)
        if level is None:
            continue
        floor = max((floors[flag] for flag in row["flags"] or () if flag in floors), default=0)
        found = -1 if row["level"] is None else ranks[row["level"]]
        yield Visited(" · ".join(unit), row["|label"], ranks[level], found, row["score"], floor)


def _outcome(level: str, compared: Sequence[Visited], ranks: set[int]) -> LevelOutcome:
    expected = [each for each in compared if each.expected in ranks]
    hit = sum(each.found in ranks for each in expected)
    found = sum(each.found in ranks for each in compared)
    return LevelOutcome(
        level, hit, len(expected) - hit, found - hit, wilson(hit, len(expected)), wilson(hit, found)
    )  # fmt: skip


def _by_gap(units: Iterator[Visited]) -> tuple[Visited, ...]:
    return tuple(sorted(units, key=lambda each: (-abs(each.found - each.expected), each.unit)))
