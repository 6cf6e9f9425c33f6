"""One unit's diagnostic: everything a reader may ask about its level, down to the cell and the line of the grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hlmdiag.data.translations import Translated
from hlmdiag.errors import Location
from hlmdiag.grid.level import Level
from hlmdiag.grid.model import Action, Flag, Indicator, Theme
from hlmdiag.scoring.exactness import Bound
from hlmdiag.scoring.looked import Looked
from hlmdiag.text.notebook import html_table

if TYPE_CHECKING:
    import polars as pl

Standing = Literal["conclusive", "certain", "not-conclusive", "no-level"]
"""`certain`: the score is not published, yet one level alone remains possible."""


@dataclass(frozen=True)
class ColumnAnswer:
    """A column that an indicator or a flag reads: what was received, and in which cell."""

    column: str
    label: str
    text: str | None
    """The answer in words; None where there is none."""
    state: str
    """A name of `hlmdiag.states`; `scored` says that the answer is known."""
    place: Location | None
    translated: Translated | None = None
    """Text of its cell, if the settings read another answer in its place."""


@dataclass(frozen=True)
class Opinion:
    """Answer of one of several respondents, in words."""

    respondent: str
    answer: str


@dataclass(frozen=True)
class IndicatorReading:
    """An indicator for this unit. `state` is a name of `hlmdiag.states`; texts are ready to show."""

    indicator: Indicator
    theme: Theme
    weight: float | None
    """Share of the whole that the grid gives it among what applies to this unit; None where it does not apply."""
    value: object
    text: str | None
    state: str
    state_text: str
    points: float | None
    contribution: float | None
    against: float | None
    """Points of the score lost from the best."""
    favour: float | None
    """Points of the score gained from the worst; None where weights do not add up (`worst`, `geometric`…)."""
    rule: str
    answers: tuple[ColumnAnswer, ...]
    grid_place: Location
    goal: str | None = None
    """Result of a goal: reached, close or missed, with the goal of this unit."""
    opinions: tuple[Opinion, ...] = ()
    """Answers of the respondents, if they differ."""
    divergence: float | None = None
    """Ranks between the two respondents who are furthest apart."""
    possible: tuple[float, float] | None = None
    """The points that it may have, where somebody is not sure of the answer."""
    effect: float | None = None
    """Change of the score between its lowest and its highest voice, this indicator alone moving."""


@dataclass(frozen=True)
class ThemeReading:
    """A theme for this unit: its score is None under the minimum coverage or where it does not apply."""

    theme: Theme
    depth: int
    weight: float | None
    score: float | None
    low: float | None
    high: float | None
    coverage: float | None
    level: Level | None
    gap: float | None
    answered: int
    applicable: int
    bound: Bound | None
    """Reasons why its interval is a bound; None if it is exact."""


@dataclass(frozen=True)
class ViewReading:
    """The whole seen through some indicators only (data, judgement)."""

    id: str
    title: str
    score: float | None
    coverage: float | None
    level: Level | None


@dataclass(frozen=True)
class FlagReading:
    """A flag that holds, or that unknown answers leave to check (`unknown`: those answers); `rule`: in words."""

    flag: Flag
    holds: bool
    floor: Level | None
    rule: str
    unknown: tuple[ColumnAnswer, ...] = ()


@dataclass(frozen=True)
class Override:
    """A level set by somebody, over the computed one."""

    level: Level
    computed: Level | None
    author: str | None
    date: str | None
    reason: str | None


@dataclass(frozen=True)
class Threshold:
    """A neighbouring level and how far the score is from it (`distance` is never negative)."""

    level: Level
    bound: float
    distance: float
    worse: bool


@dataclass(frozen=True)
class DecisiveAnswer:
    """An unknown answer and how many points of the score it can still move, the most decisive first."""

    reading: IndicatorReading
    width: float | None


@dataclass(frozen=True)
class Effect:
    """Effect of a changed answer on an indicator computed from it."""

    reading: IndicatorReading
    text: str | None
    """The value of the indicator then, in words."""
    points: float | None


@dataclass(frozen=True)
class AnswerChange:
    """An answer to change: `present` and `needed` in words (« 12 », « 9 ou moins »), `value` as data would hold it."""

    column: str
    label: str
    present: str
    needed: str
    value: float | str | bool
    effects: tuple[Effect, ...]
    place: Location | None


@dataclass(frozen=True)
class BetterLevel:
    """The smallest set of changed answers that gives a better level: without any one of them, the level stays."""

    changes: tuple[AnswerChange, ...]
    level: Level
    score: float | None


@dataclass(frozen=True)
class DecisiveAnswers:
    """The missing answers to collect first. `is_enough`: once these are known, a level is given whatever they are;
    otherwise they are the ones that can change the level. `answers`: what rules or flags lack, as columns.
    """

    indicators: tuple[DecisiveAnswer, ...]
    answers: tuple[ColumnAnswer, ...]
    is_enough: bool


@dataclass(frozen=True)
class ProposedAction:
    """An action that the grid proposes here, and the answers that triggered it."""

    action: Action
    triggers: tuple[IndicatorReading, ...]
    success: str | None
    """Measure of its success: the title of an indicator if the grid names one."""


@dataclass(frozen=True)
class Verdict:
    """The headline. Where `standing` is `not-conclusive` there is no level and no score to show."""

    standing: Standing
    level: Level | None
    computed: Level | None
    possible: tuple[Level, ...]
    score: float | None
    low: float | None
    high: float | None
    coverage: float | None
    min_coverage: float
    rank: int | None
    percentile: float | None
    override: Override | None
    reasons: tuple[str, ...]
    """Reasons of the level, in sentences: bounds, flag that raised it, override, missing answers."""
    nearest: tuple[Threshold, ...]
    bound: Bound | None
    """Reasons why the interval is a bound; None if it is exact."""
    first_look: Looked | None
    """First look, if the grid has one and the level is not known."""
    voices: tuple[float, float] | None = None
    """The score at the lowest and at the highest voice of each judgement; None where voices do not move it."""


@dataclass(frozen=True, repr=False)
class Diagnostic:
    """One row of a Result, explained."""

    row: int
    keys: tuple[str, ...]
    code: str
    label: str | None
    identity: tuple[tuple[str, str], ...]
    verdict: Verdict
    states: Mapping[str, int]
    """Number of indicators by state, every state present; they add up to the number of indicators."""
    themes: tuple[ThemeReading, ...]
    indicators: tuple[IndicatorReading, ...]
    against: tuple[IndicatorReading, ...]
    favour: tuple[IndicatorReading, ...]
    adjustment: float | None
    contribution_exact: bool
    flags: tuple[FlagReading, ...]
    views: tuple[ViewReading, ...]
    gap: float | None
    wide_gaps: tuple[tuple[str | None, float], ...]
    """Gaps between data and judgement at or above the grid's: title of the theme (None: the whole), gap."""
    deciding: tuple[DecisiveAnswer, ...]
    settling: DecisiveAnswers | None
    """Answers to collect so that a level is given; None if no missing answer can change it."""
    better: BetterLevel | None
    """Changes that would give a better level; None where there are none, explained by `no_better`."""
    no_better: str | None
    """Why no change is given, in a sentence; None at the best level and without a level."""
    undecided: tuple[ColumnAnswer, ...]
    """Unknown answers read by the rules of levels, if these rules cannot be decided."""
    actions: tuple[ProposedAction, ...]
    """Every proposed action, best first; reports show `hlmdiag.explain.SHOWN_ACTIONS` of them."""
    exceptions: tuple[str, ...] = ()
    """The justified exceptions, each in words."""
    unproven: tuple[IndicatorReading, ...] = ()
    """The answers that ask for evidence which nobody gave."""
    to_renew: tuple[IndicatorReading, ...] = ()
    """Indicators whose evidence is older than the grid admits."""

    def __repr__(self) -> str:
        """One line: a diagnostic holds every reading of a unit."""
        level = self.verdict.level.id if self.verdict.level is not None else None
        return f"<hlmdiag.Diagnostic: {self.code}, level {level}, score {self.verdict.score}>"

    def _repr_html_(self) -> str:
        """Its first indicators as a table, for a notebook."""
        rows = [(each.indicator.id, each.text, each.state, each.points, each.contribution) for each in self.indicators]
        return html_table(repr(self), ["id", "value", "state", "points", "contribution"], rows)

    @property
    def frame(self) -> pl.DataFrame:
        """Its indicators as a table, a row each: what was answered, its points, what it makes of the score."""
        from hlmdiag.explain.indicator_table import table_of_indicators

        return table_of_indicators(self.indicators)

    @property
    def differing(self) -> tuple[IndicatorReading, ...]:
        """Judgements on which respondents differ: largest effect on the score first, then largest distance."""
        found = [reading for reading in self.indicators if reading.opinions]
        return tuple(sorted(found, key=lambda each: (-(each.effect or 0.0), -(each.divergence or 0.0))))
