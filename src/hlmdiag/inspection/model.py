"""Findings of an inspection, ready to be shown, saved or written into a copy of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hlmdiag.configuration import Proposal
from hlmdiag.data import Dataset, SheetUnderstood
from hlmdiag.data.answer_sheet import SheetAnswers
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.sources import InputSource
from hlmdiag.errors import Problem, Severity
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid
from hlmdiag.inspection.faults import Fault


@dataclass(frozen=True)
class Fit:
    """A shipped grid, and how many of its columns the titles of the files name."""

    grid: Grid
    recognised: int
    columns: int


@dataclass(frozen=True)
class Inspection:
    """`dataset` is None where nothing could be read; then `sheets` are taken as they look, and feed no table.

    `faults` are one a cell, `problems` as reading says them; `absent` the columns of the stock that no title names.
    """

    grid: Grid
    opened: Sequence[tuple[InputSource, Sequence[Sheet]]]
    sheets: tuple[SheetUnderstood, ...]
    problems: tuple[Problem, ...]
    faults: tuple[Fault, ...]
    dataset: Dataset | None = None
    absent: tuple[Column, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    fits: tuple[Fit, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    answers: SheetAnswers = field(default_factory=SheetAnswers)
    """Answers given in the workbooks themselves."""

    @property
    def is_readable(self) -> bool:
        """Whether something can be scored."""
        return self.dataset is not None

    @property
    def is_refused(self) -> bool:
        """Whether a cell, a row or a file is refused."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def recognised(self) -> tuple[int, int]:
        """Number of titles that match a column, out of all."""
        titled = [column for sheet in self.sheets for column in sheet.columns if column.header.strip()]
        return sum(column.column is not None or column.how == "note" for column in titled), len(titled)

    @property
    def numeric(self) -> frozenset[tuple[str | None, str]]:
        """The columns of numbers, by sheet and letter."""
        return frozenset(
            (sheet.sheet, column.letter)
            for sheet in self.sheets
            for column in sheet.columns
            if column.type in ("integer", "number", "percent")
        )
