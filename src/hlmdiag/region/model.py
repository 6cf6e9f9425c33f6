"""The files received in a folder, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from hlmdiag.errors import Problem
from hlmdiag.grid.model import Grid
from hlmdiag.region.claims import Claim
from hlmdiag.region.look_alikes import LookAlikes
from hlmdiag.scoring.result import Result

if TYPE_CHECKING:
    import polars as pl

FileKind = Literal["result", "stock", "plan", "report", "other"]
"""The kind of a file: a saved result, answers to score (a stock, forms), a plan, a report of ours, anything else."""
Reception = Literal["taken", "beside", "aside"]
"""The fate of a file: it counts; it goes with one that does; it is set aside, with a reason."""
GridStanding = Literal["same", "altered", "version", "overlay", "other"]
"""The grid of a result beside the one asked for: itself, another text under its version, another version, one
that extends it, another grid altogether."""


@dataclass(frozen=True)
class GridSent:
    """The grid that a file was scored by; `departures`: how many things it says otherwise than what it extends."""

    id: str
    version: str
    hash: str
    standing: GridStanding
    departures: int = 0


@dataclass(frozen=True)
class ReceivedFile:
    """A file of the folder; `name`: its path from there. `reason` says why it does not count, or what to know of it."""

    name: str
    kind: FileKind
    standing: Reception
    reason: Problem | None = None
    organisation: str | None = None
    grid: GridSent | None = None
    date: date | None = None
    units: int | None = None
    coverage: float | None = None

    @property
    def is_counted(self) -> bool:
        """Whether its units are in the region; a plan that is kept has none of its own."""
        return self.standing == "taken" and self.kind in ("result", "stock")


@dataclass(frozen=True)
class Expected:
    """An organisation that was to send its files, and whether some of them count."""

    name: str
    came: bool
    sent: bool
    """Whether it sent something, be it set aside."""


@dataclass(frozen=True)
class Region:
    """The files of a folder, and the units of those that count."""

    grid: Grid
    date: date
    files: Sequence[ReceivedFile]
    stock: Result
    """All the units that count, with the columns by which they are counted."""
    criteria: pl.DataFrame
    """The number of units at the best, at the worst… of each criterion: see `criteria_counts`."""
    expected: Sequence[Expected] = ()
    claims: Sequence[Claim] = ()
    """The units that several organisations declare: each is counted once, or not at all."""
    look_alikes: LookAlikes = field(default_factory=LookAlikes)
    """The units that several organisations have under one code and one name: all are counted, and it is said."""

    @property
    def units(self) -> int:
        """The number of units that count."""
        return self.stock.frame.height

    @property
    def organisations(self) -> list[str]:
        """The organisations whose units count, in the order of their names."""
        return sorted({each.organisation for each in self.files if each.is_counted and each.organisation is not None})

    @property
    def aside(self) -> list[ReceivedFile]:
        """The files that do not count, each with its reason."""
        return [each for each in self.files if each.standing == "aside"]
