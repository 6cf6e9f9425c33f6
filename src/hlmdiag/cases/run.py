"""Tries a grid on its cases, and says where each one fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from hlmdiag.cases.document import Case, CaseFile
from hlmdiag.cases.places import placed
from hlmdiag.cases.scored import score_case, score_cases
from hlmdiag.cases.tables import unit_of, unknown_columns
from hlmdiag.cases.uncovered import Uncovered, uncovered
from hlmdiag.errors import HlmdiagError, Problem, Severity
from hlmdiag.grid.diagnostics import nearest_first
from hlmdiag.grid.model import Grid
from hlmdiag.text.phrase import BETWEEN_SENTENCES, Listed, Phrase

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
    found = zip(cases.cases, score_cases(cases.cases, grid, begin), strict=True)
    outcomes = tuple(_judged(case, outcome, grid, cases) for case, outcome in found)
    return Trial(grid, cases, outcomes, uncovered(grid, cases.cases))


def _judged(case: Case, outcome: Result | HlmdiagError, grid: Grid, cases: CaseFile) -> CaseOutcome:
    if isinstance(outcome, HlmdiagError):
        reasons = tuple(placed(problem, case, cases) for problem in outcome.problems)
        values = {"name": case.name, "reason": Listed(reasons, joint=BETWEEN_SENTENCES)}
        return CaseOutcome(case, (Problem("cas.refus", cases.location(case.place), values),))
    row = _row(case, outcome)
    if row is None:
        return CaseOutcome(case, (Problem("cas.unite-absente", cases.location(case.place), {"name": case.name}),))
    problems = tuple(
        _gap(case, column, expected, row, cases)
        for column, expected in case.output.items()
        if column not in row or not _agrees(expected, row[column], case.tolerance)
    )
    return CaseOutcome(case, problems, _remarks(case, grid, cases) if problems else ())


def _remarks(case: Case, grid: Grid, cases: CaseFile) -> tuple[Problem, ...]:
    """What was refused of the answers of a case, told by its own result."""
    told = score_case(case, grid).manifest.problems
    return tuple(placed(problem, case, cases) for problem in told if problem.severity is Severity.ERROR)


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
