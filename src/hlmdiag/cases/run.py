"""Runs the cases of a grid, one by one, as the files of as many landlords, and says where each one fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from hlmdiag.cases.document import Case, CaseFile
from hlmdiag.cases.places import placed
from hlmdiag.cases.tables import answers_to, sheets_of, unit_of, unknown_columns
from hlmdiag.cases.uncovered import Uncovered, uncovered
from hlmdiag.data.read import read_sheets
from hlmdiag.errors import HlmdiagError, Problem, Severity
from hlmdiag.grid.diagnostics import nearest_first
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.score import score
from hlmdiag.text.phrase import Listed, Phrase

if TYPE_CHECKING:
    from hlmdiag.scoring.result import Result


@dataclass(frozen=True)
class CaseOutcome:
    """A case and what is wrong with it; `remarks` is what the data room said of its answers, to explain a failure."""

    case: Case
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the grid says what the case expects."""
        return not self.problems


@dataclass(frozen=True)
class Trial:
    """A grid tried on its cases."""

    grid: Grid
    cases: CaseFile
    outcomes: tuple[CaseOutcome, ...]
    uncovered: Uncovered

    @property
    def failures(self) -> tuple[CaseOutcome, ...]:
        """The cases that do not hold."""
        return tuple(outcome for outcome in self.outcomes if not outcome.holds)


def try_cases(grid: Grid, cases: CaseFile, begin: Callable[[str], None] = lambda name: None) -> Trial:
    """Every case tried; raises when the file speaks of another grid or of columns that the grid does not have."""
    problems = unknown_columns(cases, grid)
    if cases.grid != grid.id:
        values = {"id": cases.grid, "other": grid.id}
        problems.insert(0, Problem("cas.grille-autre", cases.location(("grid",)), values))
    if problems:
        raise HlmdiagError(problems)
    outcomes = []
    for case in cases.cases:
        begin(case.name)
        outcomes.append(_try(case, grid, cases))
    return Trial(grid, cases, tuple(outcomes), uncovered(grid, cases.cases))


def score_case(case: Case, grid: Grid) -> Result:
    """The result of a case: the unit, its company, and the grids that this one uses scored on the same answers.

    One whose result is optional is used where the case answers it.
    """
    return _score(case, grid, case.date)


def _score(case: Case, grid: Grid, day: date) -> Result:
    also = {name: used for name, used in grid.optional_uses.items() if answers_to(case, used, grid)}
    uses = {name: _score(case, used, day) for name, used in {**grid.uses, **also}.items()}
    return score(grid, read_sheets(sheets_of(case, grid), grid, date=day), date=day, uses=uses)


def _try(case: Case, grid: Grid, cases: CaseFile) -> CaseOutcome:
    try:
        result = score_case(case, grid)
    except HlmdiagError as refusal:
        reasons = tuple(placed(problem, case, cases) for problem in refusal.problems)
        values = {"name": case.name, "reason": Listed(reasons, joint=" ; ")}
        return CaseOutcome(case, (Problem("cas.refus", cases.location(case.place), values),))
    row = _row(case, result)
    if row is None:
        return CaseOutcome(case, (Problem("cas.unite-absente", cases.location(case.place), {"name": case.name}),))
    problems = tuple(
        _gap(case, column, expected, row, cases)
        for column, expected in case.output.items()
        if column not in row or not _agrees(expected, row[column], case.tolerance)
    )
    refused = [it for it in result.manifest.problems if it.severity is Severity.ERROR]
    return CaseOutcome(case, problems, tuple(placed(it, case, cases) for it in refused) if problems else ())


def _row(case: Case, result: Result) -> Mapping[str, Any] | None:
    """The row of the unit of the case."""
    keys = {key: code for key, code in unit_of(case, result.grid).items() if key in result.frame.columns}
    rows = result.frame.iter_rows(named=True)
    return next((row for row in rows if all(row[key] == value for key, value in keys.items())), None)


def _gap(case: Case, column: str, expected: object, row: Mapping[str, Any], cases: CaseFile) -> Problem:
    place = cases.location((*case.place, "output", column))
    if column not in row:
        values = {"name": case.name, "column": column, "names": nearest_first(column, row)}
        return Problem("cas.sortie-inconnue", place, values)
    gap = {
        "name": case.name,
        "column": column,
        "expected": _shown(expected),
        "found": _shown(row[column]),
    }
    return Problem("cas.ecart", place, gap)


def _agrees(expected: Any, found: Any, tolerance: float) -> bool:
    """Whether a value of the result is the expected one; numbers may differ by the tolerance."""
    if isinstance(expected, bool) or isinstance(found, bool) or expected is None or found is None:
        return expected is found
    if isinstance(expected, int | float) and isinstance(found, int | float):
        return abs(expected - found) <= tolerance
    if isinstance(found, date):
        return bool(expected == found.isoformat())
    return bool(expected == found)


def _shown(value: object) -> Phrase | str:
    """A value as it would be written in a file of cases, the better to copy it there."""
    if value is None:
        return Phrase("cas.mots.rien")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    return f"{value:.9g}" if isinstance(value, int | float) else str(value)
