"""The verdict of the user's gates on a result: conditions crossed, and what got worse since a baseline.

Part of the contract, so that every report and every later reading shows the same verdict; `hlmdiag.gate` works it out.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Status = Literal["held", "crossed", "open", "undecided"]
About = Literal["level", "score", "flag"]
ChangeReason = Literal["points", "override", "flag", "grid", "answers", "other"]
LossKind = Literal["stock", "table", "column", "answers"]


@dataclass(frozen=True)
class NamedUnit:
    """A unit that a verdict names: its code and name, its final level, and its row in the user's file."""

    code: str
    label: str | None
    level: str | None
    file: str | None
    row: int | None


@dataclass(frozen=True)
class Measure:
    """An aggregate of a condition: what is published gives its value, over `decided` units and without `undecided`.

    Whatever the answers still unknown it lies from `low` to `high`, None where there is no end; the `open` units may
    move it.
    """

    text: str
    value: float | None
    decided: int
    undecided: int
    low: float | None = None
    high: float | None = None
    open: int = 0


@dataclass(frozen=True)
class Gate:
    """A condition that must not hold: `held` and `crossed` are certain; answers still unknown decide an `open` one.

    An `undecided` one has nothing to go by. `named`: the first of the `count` units that make it hold, or may.
    """

    condition: str
    status: Status
    measures: tuple[Measure, ...]
    count: int
    named: tuple[NamedUnit, ...]

    @property
    def fails(self) -> bool:
        """Whether it is crossed for certain, or nothing at all is known of it: what sees nothing lets nothing pass."""
        return self.status in ("crossed", "undecided")


@dataclass(frozen=True)
class WorseIndicator:
    """An indicator whose points got worse; `is_rule`: for one and the same answer, the grid having changed."""

    indicator: str
    before: float
    after: float
    is_rule: bool = False


@dataclass(frozen=True)
class Worsening:
    """A unit that got worse: by its level, its score, or a new flag, whose id is `id`.

    Or what got better of it, where it stands among improvements. `before` and `after` are what each result shows.
    `reason`: what made it so; where these are the points of some
    indicators, `causes` are the first; where it is a flag, `reason_id` is that flag.
    """

    unit: NamedUnit
    about: About
    id: str
    before: str | float | None
    after: str | float | None
    causes: tuple[WorseIndicator, ...]
    reason: ChangeReason = "points"
    reason_id: str = ""


@dataclass(frozen=True)
class Doubt:
    """A unit that cannot be said to be worse or better, since something of it is unknown on one side.

    `about`: what cannot be told (`level`, `score`, or the id of a flag after `flag:`). `before` and `after`: the level
    that each result shows, `possible` those that are possible now. `lost` and `gained`: the columns whose answer is
    known on one side only, then and now (`overrides` for a decision that is no longer given).
    """

    unit: NamedUnit
    about: tuple[str, ...]
    before: str | None
    after: str | None
    possible: tuple[str, ...]
    lost: tuple[str, ...]
    gained: tuple[str, ...]


@dataclass(frozen=True)
class Loss:
    """Something of the baseline that is no longer there.

    `stock`: more than a tenth of its units; `table`: a table of events, or the overrides (`id`), of so many rows;
    `column`: a column that is no longer read (`id`, with its table before a dot where it is not of the stock);
    `answers`: a column most of whose answers are gone. `before` and `after` count units, rows or answers, None where
    that is not known.
    """

    kind: LossKind
    id: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class GridChange:
    """A change between the grid of the baseline and this one: where, what kind (as `grid diff` names it), what."""

    path: str
    kind: str
    size: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class BaselineComparison:
    """Comparison of a result with a baseline. Findings are levels, flags, and moves of the score.

    `new` are certainly worse, `resolved` certainly better, `known` stand as they were (levels under the best, flags
    that are raised), `undecided` may be worse, better or neither; `still_open` levels were as uncertain before.
    `changes` are the first of the new ones, `improvements` of the resolved ones, `doubts` the first of the `doubtful`
    units; `appeared` and `vanished` units are counted apart. `losses` come before everything: unless they are accepted,
    they fail, and the baseline stays. `grid_changes` are the first of the `grid_change_count` changes of the grid.
    `date` is the reference date of the baseline, `day` that of the result.
    """

    name: str
    date: str
    grid_version: str
    new: int
    known: int
    resolved: int
    undecided: int
    appeared: int
    vanished: int
    appeared_units: tuple[str, ...]
    vanished_units: tuple[str, ...]
    changes: tuple[Worsening, ...]
    worse_by: float | None = None
    is_empty: bool = False
    same_grid: bool = True
    still_open: int = 0
    doubtful: int = 0
    doubts: tuple[Doubt, ...] = ()
    losses: tuple[Loss, ...] = ()
    losses_accepted: bool = False
    grid_changes: tuple[GridChange, ...] = ()
    grid_change_count: int = 0
    day: str = ""
    improvements: tuple[Worsening, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether something was lost that nobody accepted to lose."""
        return bool(self.losses) and not self.losses_accepted

    @property
    def is_silent(self) -> bool:
        """Whether there is nothing to say: the same units, no worse, no better, nothing lost, the same grid."""
        moved = self.new or self.resolved or self.undecided or self.appeared or self.vanished or self.losses
        is_later = bool(self.day) and self.day < self.date
        return self.same_grid and not self.is_empty and not moved and not is_later


@dataclass(frozen=True)
class Gating:
    """The verdict on a result."""

    gates: tuple[Gate, ...] = ()
    comparison: BaselineComparison | None = None

    @property
    def fails(self) -> bool:
        """Whether a condition is crossed or cannot be decided, something got worse, or was lost without a yes."""
        found = self.comparison
        worse = found is not None and (found.new > 0 or found.is_refused)
        return worse or any(gate.fails for gate in self.gates)

    @property
    def is_silent(self) -> bool:
        """Whether there is nothing to say: every limit is held for certain, and nothing moved."""
        found = self.comparison
        return all(gate.status == "held" for gate in self.gates) and (found is None or found.is_silent)


def describe_gating(gating: Gating) -> dict[str, Any]:
    """The verdict as plain values."""
    return {"fails": gating.fails, **asdict(gating)}
