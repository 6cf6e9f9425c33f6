"""What the user's own limits say of a result: conditions crossed, and what got worse since a baseline.

Part of the contract, so that every report and every later reading shows the same verdict; `hlmdiag.gate` works it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

__all__ = ["Cause", "Change", "Comparison", "Gate", "Gating", "Measure", "Unit", "describe_gating", "rebuild_gating"]

Status = Literal["held", "crossed", "undecided"]
About = Literal["level", "score", "flag"]


@dataclass(frozen=True)
class Unit:
    """A unit that a verdict names: its code and name, its final level, and its row in the user's file."""

    code: str
    label: str | None
    level: str | None
    file: str | None
    row: int | None


@dataclass(frozen=True)
class Measure:
    """An aggregate of a condition: its value over the `decided` units; `undecided` are left out of it."""

    text: str
    value: float | None
    decided: int
    undecided: int


@dataclass(frozen=True)
class Gate:
    """A condition that must not hold. `named`: the first of the `count` units that make it hold."""

    condition: str
    status: Status
    measures: tuple[Measure, ...]
    count: int
    named: tuple[Unit, ...]


@dataclass(frozen=True)
class Cause:
    """An indicator whose points got worse."""

    indicator: str
    before: float
    after: float


@dataclass(frozen=True)
class Change:
    """What got worse of a unit: its level, its score, or a flag that it did not have; `id` is that of the flag."""

    unit: Unit
    about: About
    id: str
    before: str | float | None
    after: str | float | None
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class Comparison:
    """A result beside a baseline. Findings are levels under the best, flags, and moves of the score.

    `new` got worse or appeared, `known` were there already, `resolved` are gone, `undecided` cannot be compared for
    want of answers. `changes` are the first of the new ones; `appeared` and `vanished` units are counted apart.
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
    changes: tuple[Change, ...]
    worse_by: float | None = None
    is_empty: bool = False
    same_grid: bool = True


@dataclass(frozen=True)
class Gating:
    """The verdict on a result."""

    gates: tuple[Gate, ...] = ()
    comparison: Comparison | None = None

    @property
    def fails(self) -> bool:
        """Whether a condition is crossed or cannot be decided, or something got worse."""
        worse = self.comparison is not None and self.comparison.new > 0
        return worse or any(gate.status != "held" for gate in self.gates)


def describe_gating(gating: Gating) -> dict[str, Any]:
    """The verdict as plain values."""
    return {"fails": gating.fails, **asdict(gating)}


def rebuild_gating(saved: Mapping[str, Any]) -> Gating:
    """The verdict that `describe_gating` described."""
    comparison = saved["comparison"]
    gates = tuple(_gate(each) for each in saved["gates"])
    return Gating(gates, None if comparison is None else _comparison(comparison))


def _gate(saved: Mapping[str, Any]) -> Gate:
    measures = tuple(Measure(**each) for each in saved["measures"])
    return Gate(**{**saved, "measures": measures, "named": tuple(Unit(**each) for each in saved["named"])})


def _comparison(saved: Mapping[str, Any]) -> Comparison:
    lists = {name: tuple(saved[name]) for name in ("appeared_units", "vanished_units")}
    return Comparison(**{**saved, **lists, "changes": tuple(_change(each) for each in saved["changes"])})


def _change(saved: Mapping[str, Any]) -> Change:
    causes = tuple(Cause(**each) for each in saved["causes"])
    return Change(**{**saved, "unit": Unit(**saved["unit"]), "causes": causes})
