"""The dossier of one unit, worked out: a report only lays it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from hlmdiag.data.written_findings import WrittenFinding
from hlmdiag.explain import Diagnostic, IndicatorReading
from hlmdiag.explain.diagnostic import FlagReading, ProposedAction
from hlmdiag.grid.level import Level
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.result import Manifest
from hlmdiag.synthesis import CrossedTable

LEVERS = ("operationnel", "organisationnel", "structurel")
"""The three kinds of proposals that end a mission (the audit of Saint-Just Bellevue, Marseille)."""

AXES = range(1, 9)
"""The axes of the national framework of the TFPB allowance; the catalogue has their titles."""

AnswerOrigin = Literal["diagnosis", "walk"]


@dataclass(frozen=True)
class Shift:
    """A criterion whose points changed. `change`: what that does to the score, above zero for the worse; None where a
    weight is not known before or after.
    """

    before: IndicatorReading
    after: IndicatorReading
    change: float | None


@dataclass(frozen=True)
class Step:
    """Changes since the campaign before. `score`: difference, None if one of the two is not published."""

    level_before: Level | None
    score: float | None
    raised: tuple[FlagReading, ...]
    lifted: tuple[FlagReading, ...]
    shifts: tuple[Shift, ...]
    """Indicators with the largest effects, largest first, then those of unknown weight."""
    moved: int
    """Number of indicators that moved."""
    causes: Mapping[str, float] | None = None
    """Causes of the change, split as in every comparison of campaigns; None if unknown."""


@dataclass(frozen=True)
class Campaign:
    """One diagnosis of the unit. `diagnostic` is None if that result does not contain it."""

    day: date
    grid: Grid
    diagnostic: Diagnostic | None
    step: Step | None
    """Changes since the previous campaign with the unit; None for the first."""
    same_grid: bool
    """Whether it was made with exactly the grid of the present one."""


@dataclass(frozen=True)
class Walk:
    """Findings of a visit. `diagnostic` is None where the unit was not visited."""

    file: str
    """The name of the file of its result."""
    day: date
    grid: Grid
    manifest: Manifest
    diagnostic: Diagnostic | None
    observers: tuple[str, ...]
    findings: tuple[tuple[str, str], ...]
    """Description from the visit that the identity lacks: label, text."""
    observed: tuple[WrittenFinding, ...]
    """Notes of the visit, each row with its place, owner and deadline: the nearest deadline first."""
    worst: tuple[IndicatorReading, ...]
    differing: tuple[IndicatorReading, ...]
    """The points on which observers differ, the widest first."""


@dataclass(frozen=True)
class Planned:
    """An action of the plan, numbered through the levers; `origin`: which grid proposes it."""

    place: int
    proposed: ProposedAction
    origin: AnswerOrigin


@dataclass(frozen=True)
class LeverPlan:
    """The actions of one lever in the order of the grid's gain for effort; `lever` None: those without one."""

    lever: str | None
    actions: tuple[Planned, ...]
    others: tuple[ProposedAction, ...]
    """Other proposed actions, named only."""


@dataclass(frozen=True)
class Partner:
    """A partner and the actions of the plan that need it."""

    names: tuple[str, ...]
    actions: tuple[Planned, ...]


@dataclass(frozen=True)
class Axis:
    """An axis of the TFPB framework and the actions of the plan that fall under it."""

    number: int
    actions: tuple[Planned, ...]


@dataclass(frozen=True)
class Question:
    """Something to ask the team; `kind` says what raised it."""

    kind: Literal["override", "missing", "answer", "flag", "gap", "divergence", "evidence", "walk"]
    text: str


@dataclass(frozen=True)
class Photo:
    """A picture that evidence names, as small as it is shown: a JPEG without anything of where it was taken."""

    name: str
    caption: str
    content: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Dossier:
    """Everything that the dossier shows of one unit."""

    grid: Grid
    manifest: Manifest
    diagnostic: Diagnostic
    ranked: int
    """Number of ranked units of the stock."""
    history: tuple[Campaign, ...]
    """From the first campaign to the present one; empty where no earlier result was given."""
    crossed: CrossedTable | None
    """Crossed views, theme by theme; None without voices."""
    walks: tuple[Walk, ...]
    """The visits given, the earliest first."""
    partners: tuple[Partner, ...]
    questions: tuple[Question, ...]
    plan: tuple[LeverPlan, ...]
    axes: tuple[Axis, ...]
    remarks: tuple[WrittenFinding, ...] = ()
    """Notes about the unit beside its answers."""
    photos: tuple[Photo, ...] = ()
    """The pictures that evidence names, where their folder was given."""

    @property
    def evidence(self) -> tuple[WrittenFinding, ...]:
        """Everything written that names evidence, that of the diagnosis first."""
        every = (*self.remarks, *(each for walk in self.walks for each in walk.observed))
        return tuple(each for each in every if "evidence" in each.texts)
