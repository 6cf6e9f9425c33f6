"""Requests of runs, as values: nothing of them has been looked at yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.configuration import Configuration
from hlmdiag.runs.gate_run import NO_GATE, GateOptions
from hlmdiag.runs.outputs import OutputTarget
from hlmdiag.runs.written_part import WHOLE, PartRequest

if TYPE_CHECKING:
    from hlmdiag.report.csv import CsvDialect
    from hlmdiag.robustness import WeightTrial
    from hlmdiag.scoring.result import Result


@dataclass(frozen=True)
class ReadRequest:
    """The user's word on files, where their form is not to be recognised."""

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
    targets: tuple[OutputTarget, ...]
    date: date
    language: str
    reading: ReadRequest = ReadRequest()
    uses: Mapping[str, Path] = field(default_factory=dict)
    dialect: CsvDialect = "standard"
    force: bool = False
    strict: bool = False
    limits: GateOptions = NO_GATE
    choice: PartRequest = WHOLE
    problems: OutputTarget | None = None
    """The output where everything that is wrong with the data is listed."""
    reference: Path | None = None
    """The frozen figures in which relative values are placed."""
    trial: WeightTrial | None = None
    """The other weights to try, where it was asked for."""
    configuration: Configuration = field(default_factory=Configuration)
    """The settings of a file: how data is read, how reports look."""
    writes_by_default: bool = True
    """Whether reports go beside the data where no output is asked for."""
    embed: bool = False
    """Whether the workbook holds the result, without what people wrote."""
    without_notes: bool = False
    """Whether what people wrote beside their answers is left out."""
    history: tuple[Path, ...] = ()
    """Results of earlier campaigns: the page and the workbook say first what changed since."""
    held: tuple[Path, Result] | None = None
    """The saved result, with its file, whose answers are scored again, in the place of data."""
    split: str | None = None
    """The column whose values have each their own folder, where an engine writes several files."""
    is_shown: bool = True
    """Whether the whole result is looked at afterwards; else a large stock may go by, its rows never together."""


@dataclass(frozen=True)
class RenderRequest:
    """A request on a result that was saved."""

    result: Path
    targets: tuple[OutputTarget, ...]
    language: str
    dialect: CsvDialect = "standard"
    limits: GateOptions = NO_GATE
    choice: PartRequest = WHOLE
    configuration: Configuration = field(default_factory=Configuration)
    force: bool = False
    history: tuple[Path, ...] = ()
    """Results of earlier campaigns: the page and the workbook say first what changed since."""
    among: Path | None = None
    """A release of several landlords in which it is placed: the page and the workbook say where."""


@dataclass(frozen=True)
class StockRequest:
    """A request on a stock that is read for something else than a diagnosis, and its output."""

    data: tuple[str, ...]
    grids: tuple[str, ...]
    output: str | None
    date: date
    reading: ReadRequest
    language: str
    force: bool = False
    configuration: Configuration = field(default_factory=Configuration)
