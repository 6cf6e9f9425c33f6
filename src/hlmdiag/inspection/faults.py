"""Lists every fault at its own cell: reading groups those of one cause, but a workbook must show them all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from hlmdiag.data import Dataset
from hlmdiag.data.decode import decode
from hlmdiag.data.decoded import ColumnContext
from hlmdiag.data.refused_cells import as_percent
from hlmdiag.data.sheet import address, unmarked
from hlmdiag.data.table_schemas import OVERRIDES, STOCK
from hlmdiag.data.thousands import THOUSANDS, possible_numbers
from hlmdiag.data.values import CellRefusal, CellValue, reader
from hlmdiag.errors import OTHER_FILES, Location, Problem, Severity
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid
from hlmdiag.inspection.expected import expected
from hlmdiag.text.phrase import Listed, Phrase

_ROWS = re.compile(r"\d+(, \d+)*…?")
_REST = "donnees.autres-cellules"
"""The sentence by which reading says that there are more: here they are all listed."""


@dataclass(frozen=True)
class Fault:
    """A fault and its cell; `value` as received, `column` the column of the grid if it is known."""

    problem: Problem
    value: str | None = None
    column: Column | None = None

    @property
    def location(self) -> Location:
        """Place of the fault."""
        return self.problem.location

    def message(self, language: str) -> str:
        """The fault and its remedy, without the place, which has its own column."""
        bare = Problem(self.problem.code, Location(), self.problem.values).say(language)
        sentence = bare.removesuffix(f" [{self.problem.code}]")
        return sentence[:1].upper() + sentence[1:]

    def expected(self, language: str) -> str:
        """Expected value of the column, empty without a column."""
        return expected(self.column, language) if self.column is not None else ""


def faults_of(problems: Iterable[Problem], dataset: Dataset | None, grid: Grid) -> tuple[Fault, ...]:
    """The faults of what was read, in the order of the file; what is only said for information is left out."""
    said = [problem for problem in problems if problem.severity is not Severity.NOTICE]
    cells = list(_refused(said, dataset, grid)) if dataset is not None else []
    listed = {(each.location.file, each.location.sheet, each.location.cell, each.problem.code) for each in cells}
    others = [
        fault
        for problem in said
        if not stands_for_cells(problem, dataset)
        and (problem.location.file, problem.location.sheet, problem.location.cell, problem.code) not in listed
        for fault in apart(problem)
    ]
    # the sort is stable: faults without a cell stay first, then rows from top to bottom
    return tuple(sorted([*others, *cells], key=_order))


def stands_for_cells(problem: Problem, dataset: Dataset | None) -> bool:
    """Whether a problem only says that there are more refused cells, each of which is listed."""
    if problem.code == OTHER_FILES:
        refused = dataset.refused if dataset is not None else None
        return refused is not None and problem.values["code"] in refused["code"].unique().cast(pl.String)
    return problem.code == _REST


def _order(fault: Fault) -> tuple[str, str, int, int, str]:
    place = fault.location
    letters, row = split_cell(place.cell)
    return (place.file or "", place.sheet or "", row or place.line or 0, len(letters), letters)


def split_cell(cell: str | None) -> tuple[str, int]:
    """The letters and the row of a cell such as "B12": ("B", 12); an empty text and 0 for anything else."""
    found = re.fullmatch(r"([A-Z]+)(\d+)", cell or "")
    return (found[1], int(found[2])) if found else ("", 0)


def apart(problem: Problem) -> list[Fault]:
    """A fault that several rows share, at each of them."""
    value = problem.values.get("value")
    fault = Fault(problem, None if value is None else str(value))
    letters, _ = split_cell(problem.location.cell)
    rows = problem.values.get("rows")
    named = rows.items if isinstance(rows, Listed) else ()
    if not letters or not named or not all(str(row).isdigit() for row in named):
        return [fault]
    numbers = [int(row) for row in named]
    places = [replace(problem.location, cell=f"{letters}{row}", line=problem.location.line and row) for row in numbers]
    return [replace(fault, problem=replace(problem, location=place)) for place in places]


def _refused(problems: Sequence[Problem], dataset: Dataset, grid: Grid) -> Iterator[Fault]:
    if dataset.refused is not None:
        cells = FaultCells(problems, dataset, grid)
        yield from (cells.fault(*row) for row in dataset.refused.rows())


class FaultCells:
    """Makes the notice of each refused cell, from the notices of reading on some of them."""

    def __init__(self, problems: Sequence[Problem], dataset: Dataset, grid: Grid) -> None:
        self._grid = grid
        self._tables = {(each.file, each.sheet): each.table for each in dataset.understood}
        self._exact: dict[tuple[object, ...], Problem] = {}
        self._alike: dict[tuple[object, ...], Problem] = {}
        self._elsewhere: dict[tuple[object, ...], Problem] = {}
        """Notices on a column in the first of many files, counted for the others."""
        self._readers: dict[tuple[str | None, str], Callable[[str], CellValue]] = {}
        self._of_column: dict[tuple[str | None, str, str], Mapping[str, object]] = {}
        for problem in problems:
            letters, _ = split_cell(problem.location.cell)
            key = (problem.location.file, problem.location.sheet, letters, problem.code)
            self._exact.setdefault((*key, problem.values.get("value")), problem)
            self._alike.setdefault(key, problem)
            self._elsewhere.setdefault((problem.location.header, problem.code), problem)

    def fault(
        self, file: str, sheet: str | None, row: int, letters: str, header: str, name: str, value: str, code: str
    ) -> Fault:
        """The fault of a cell, as `Dataset.refused` lists it."""
        table = self._tables.get((file, sheet))
        column = _column(self._grid, table, name)
        shown = unmarked(value)
        key = (file, sheet, letters, code)
        found = self._exact.get((*key, shown)) or self._exact.get((*key, value))
        values: Mapping[str, object] = found.values if found else {}
        if found is None:
            near = self._alike.get(key)
            values = dict(near.values) if near else {"title": header, **self._said_elsewhere(header, code)}
            values |= self._reason(table, column, value, code)
            if "share" in values:
                values |= {"share": as_percent(shown)}
        place = Location(file, line=None if sheet else row, sheet=sheet, cell=address(letters, row), header=header)
        # one fault per cell here: a count of the other cells with the same value would only confuse
        return Fault(Problem(code, place, {**values, "value": shown, "repeat": "", "count": 1}), shown, column)

    def _said_elsewhere(self, header: str, code: str) -> Mapping[str, object]:
        """Values of the sentence in another file of the same titles; a cell named there goes with its file."""
        there = self._elsewhere.get((header, code))
        if there is None:
            return {}
        values = dict(there.values)
        if "beside_cell" in values:
            file = Location(there.location.file)
            values["beside_cell"] = Phrase("place.file-cell", file=file, cell=values["beside_cell"])
        return values

    def _reason(self, table: str | None, column: Column | None, value: str, code: str) -> Mapping[str, object]:
        """Values of the sentence: from the text if it alone is refused, from the column if its rules refuse it."""
        if column is None:
            return {}
        read = self._readers.setdefault((table, column.id), reader(column))
        understood = read(value)
        if isinstance(understood, CellRefusal) and understood.code == code:
            return understood.said()
        if code == THOUSANDS:
            return {**possible_numbers(value), "name": column.id}
        key = (table, column.id, code)
        if key not in self._of_column:
            refusals = decode(pl.Series([value]), column, ColumnContext()).refusals
            self._of_column[key] = next((each.said() for each in refusals.values() if each.code == code), {})
        return self._of_column[key]


def _column(grid: Grid, table: str | None, name: str) -> Column | None:
    if table in (None, STOCK, OVERRIDES):
        return grid.columns.get(name)
    return grid.tables[str(table)].columns.get(name) if table in grid.tables else None
