"""What is asked of a run, as values: nothing of it has been looked at yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.runs.gate_run import NO_GATE, GateOptions
from hlmdiag.runs.outputs import Target
from hlmdiag.runs.written_part import WHOLE, PartRequest

if TYPE_CHECKING:
    from hlmdiag.report.csv import Dialect
    from hlmdiag.robustness import Trial


@dataclass(frozen=True)
class ReadRequest:
    """What the user says of the files, where it is not to be recognised."""

    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    header_row: int | None = None

    @property
    def is_told(self) -> bool:
        """Whether anything was said."""
        return self != ReadRequest()


@dataclass(frozen=True)
class RunRequest:
    """Everything that was asked of one run."""

    data: tuple[str, ...]
    grids: tuple[str, ...]
    targets: tuple[Target, ...]
    date: date
    reading: ReadRequest = ReadRequest()
    uses: Mapping[str, Path] = field(default_factory=dict)
    dialect: Dialect = "standard"
    force: bool = False
    strict: bool = False
    limits: GateOptions = NO_GATE
    choice: PartRequest = WHOLE
    problems: Target | None = None
    """Where everything that is wrong with the data is listed."""
    reference: Path | None = None
    """The frozen figures in which relative values are placed."""
    trial: Trial | None = None
    """The other weights to try, where it was asked for."""
