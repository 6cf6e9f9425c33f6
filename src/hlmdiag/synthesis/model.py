"""Contents of every report on a whole stock, computed once: a report only lays them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hlmdiag.errors import OTHER_FILES, Problem, Severity
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.level import Level
from hlmdiag.grid.model import Action, Flag, Indicator, Theme
from hlmdiag.scoring.exactness import Bound
from hlmdiag.scoring.looked import Looked

LevelCause = Literal["score", "flag", "override", "certain", "rule", "undecided", "not-conclusive", "no-level"]
"""Cause of a unit's level, or its absence."""


@dataclass(frozen=True)
class Quantity:
    """A number of units and, where the grid has a size, what they hold (logements); shares are of the whole."""

    units: int
    share: float
    size: float | None = None
    size_share: float | None = None


@dataclass(frozen=True)
class LevelCount:
    """Units of one final level; `level` None: not conclusive. `certain`: those whose score is not published."""

    level: Level | None
    quantity: Quantity
    certain: int = 0
    possible: int = 0
    """Units for which this level is still possible."""
    open: int = 0
    """Units that may be at this level and are not."""


@dataclass(frozen=True)
class Distribution:
    """Units by final level, from best to worst, then the not conclusive."""

    whole: Quantity
    levels: tuple[LevelCount, ...]
    conclusive: int
    size_unknown: int = 0
    """Units whose size is not known: they count as units and not in logements."""

    @property
    def certain(self) -> int:
        """Units whose level is certain though their score is not published."""
        return sum(count.certain for count in self.levels)


@dataclass(frozen=True)
class StandingCounts:
    """Units by what is known of them: a `final` level (or score, without levels), a first look only, `neither`.

    `levels`: the first looks by level, from best to worst, those without any left out.
    """

    final: int
    looked: int
    neither: int
    levels: tuple[tuple[Level, int], ...]


@dataclass(frozen=True)
class Group:
    """The units of one group (agency); `name` None: group not given."""

    name: str | None
    distribution: Distribution
    coverage: float | None
    """The median of its units, as that of the stock."""
    alerts: int
    """Units with at least one alert that holds."""
    alerts_to_check: int
    """Other units with at least one alert that their answers do not decide."""


@dataclass(frozen=True)
class IndicatorStates:
    """Units by state of one indicator; the counts add up to the number of units."""

    indicator: Indicator
    theme: Theme
    counts: Mapping[str, int]


@dataclass(frozen=True)
class CoverageBand:
    """Units whose coverage lies in [low, high[ (closed at 1); `low` None: no indicator applies."""

    low: float | None
    high: float | None
    units: int


@dataclass(frozen=True)
class Reason:
    """An indicator that weighs against a unit, in points of the score."""

    indicator: Indicator
    points: float
    weight: float


@dataclass(frozen=True)
class PriorityUnit:
    """A unit as lists show it. Score and level are None where they are not published."""

    row: int
    code: str
    label: str | None
    group: str | None
    size: float | None
    level: Level | None
    conclusive: bool
    possible: tuple[Level, ...]
    least: Level | None
    """For a unit without level, the best that is still possible; None where that is the best of all, or none is."""
    score: float | None
    low: float | None
    high: float | None
    coverage: float | None
    rank: int | None
    gap: float | None
    cause: LevelCause
    deciding: tuple[Flag, ...]
    """The flags that gave the level, where the cause is `flag`."""
    reasons: tuple[Reason, ...]
    flags: tuple[Flag, ...]
    flags_to_check: tuple[Flag, ...]
    overridden_by: str | None
    bound: Bound | None = None
    """Reasons why its interval is a bound; None if it is exact."""
    robustness: float | None = None
    """The share of the weights tried that keep its level."""
    rank_low: int | None = None
    rank_high: int | None = None
    first_look: Looked | None = None
    """First look of the unit, if the grid has one and the level is not known."""


@dataclass(frozen=True)
class FlagCount:
    """A flag over the stock: the units where it holds and those where it is to be checked."""

    flag: Flag
    holds: Quantity
    to_check: int

    @property
    def raised(self) -> bool:
        """Whether it says anything of this stock."""
        return self.holds.units > 0 or self.to_check > 0


@dataclass(frozen=True)
class ActionCount:
    """An action over the stock: the units to which the grid proposes it."""

    action: Action
    proposed: Quantity


@dataclass(frozen=True)
class ThemeStanding:
    """A theme over the stock: the median of published scores and how many units have one."""

    theme: Theme
    median: float | None
    scored: int
    coverage: float | None


def cells_at_fault(problem: Problem) -> int:
    """Number of cells or facts that one problem concerns."""
    several = "repeat" in problem.values or problem.code == OTHER_FILES
    return int(problem.values["count"]) if several else 1


@dataclass(frozen=True)
class ProblemGroup:
    """Problems of the data with one cause."""

    code: str
    severity: Severity
    problems: tuple[Problem, ...]

    @property
    def count(self) -> int:
        """Number of faulty cells or facts: a refused text found several times is reported once."""
        return sum(map(cells_at_fault, self.problems))

    @property
    def times(self) -> int:
        """Number of reports, including those merged for many files."""
        return sum(cells_at_fault(each) if each.code == OTHER_FILES else 1 for each in self.problems)


@dataclass(frozen=True)
class MissingIndicator:
    """An indicator that is often missing: units that lack it, and the share of all the weight of the stock it makes."""

    indicator: Indicator
    theme: Theme
    lacking: int
    applicable: int
    weight: float


@dataclass(frozen=True)
class Synthesis:
    """A stock at a glance."""

    units: int
    size: float | None
    size_column: Column | None
    group_column: Column | None
    distribution: Distribution
    standing: StandingCounts
    groups: tuple[Group, ...]
    states: tuple[IndicatorStates, ...]
    state_totals: Mapping[str, int]
    coverage: tuple[CoverageBand, ...]
    median_coverage: float | None
    themes: tuple[ThemeStanding, ...]
    order: tuple[int, ...]
    """Rows as lists sort them (`scoring.order`)."""
    unsettled: tuple[int, ...]
    """Rows that have neither a published score nor a level, in the same order."""
    concerns: tuple[PriorityUnit, ...]
    flags: tuple[FlagCount, ...]
    actions: tuple[ActionCount, ...]
    overridden: int
    gaps: int
    """Units where indicators and judgement differ by at least the gap of the grid."""
    gaps_known: int
    """Units where a gap could be computed, on the whole or on a theme."""
    problems: tuple[ProblemGroup, ...]
    to_collect: tuple[MissingIndicator, ...]
