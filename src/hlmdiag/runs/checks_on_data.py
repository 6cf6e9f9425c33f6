"""A grid checked on data: what only data show, and how well it finds the levels that people expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import hlmdiag
from hlmdiag.backtest import Backtest, compare_levels, labels_of, with_labels
from hlmdiag.configuration import Configuration
from hlmdiag.errors import Problem, Severity
from hlmdiag.method import CheckOptions, CriterionAgreement, Examined, check_data, voice_agreements
from hlmdiag.runs.grid_checks import check_grids, exit_code, published_version
from hlmdiag.runs.inputs import data_files
from hlmdiag.runs.reference_date import reference_date
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.settings import settings_for
from hlmdiag.text.phrase import Listed

if TYPE_CHECKING:
    from hlmdiag.data import Settings
    from hlmdiag.grid import Grid
    from hlmdiag.scoring import Result


@dataclass(frozen=True)
class DataRequest:
    """Data to check a grid on, the reference date, and the place of the expected levels, if any."""

    data: tuple[str, ...]
    date: date
    expected: str | None = None


@dataclass(frozen=True)
class CheckedOnData:
    """Findings of data about a grid: at its lines, problems of the data, and the expected levels."""

    grid: Grid
    findings: tuple[Problem, ...]
    about_data: tuple[Problem, ...]
    units: int
    backtest: Backtest | None
    agreements: tuple[CriterionAgreement, ...]
    """Agreement of voices on each judgement, if there are voices."""


@dataclass(frozen=True)
class GridCheckRequest:
    """Request of a check: grids, largest weight of an indicator, older version, data."""

    grids: Sequence[str]
    max_weight: float | None
    against: str | None
    same: Sequence[str]
    on: Sequence[str]
    expected: str | None
    date: str | None
    configuration: Configuration


@dataclass(frozen=True)
class GridCheck:
    """Each grid with its faults, those found on data included, and the findings on data if any was given."""

    grids: tuple[Examined, ...]
    on_data: CheckedOnData | None

    def code(self, *, strict: bool) -> int:
        """3 where a grid cannot be read, 1 where one has an error (if strict, a warning), else 0."""
        return exit_code(self.grids, strict=strict)


def check_and_look(asked: GridCheckRequest) -> GridCheck:
    """Check grids; the faults of the one with data include what its data show, unless the grid itself is faulty."""
    published = published_version(asked.against, asked.grids)
    limits = CheckOptions(asked.max_weight) if asked.max_weight is not None else None
    found = check_grids(asked.grids, limits, published, asked.same)
    data = asked_of([each.name for each in found], asked.on, asked.expected, asked.date)
    only = found[0]
    if data is None or only.grid is None:
        return GridCheck((*found,), None)
    seen = check_on_data(only.grid, data, settings_for(asked.configuration, [only.grid]))
    return GridCheck((replace(only, problems=(*only.problems, *seen.findings)),), seen)


def asked_of(grids: Sequence[str], data: Sequence[str], expected: str | None, day: str | None) -> DataRequest | None:
    """Request on data, if any was given: for one grid at a time, and no expected levels without data."""
    if not data:
        if expected is not None:
            raise refusal("usage.attendu-sans-donnees")
        return None
    if len(grids) > 1:
        raise refusal("usage.donnees-d-une-grille", names=Listed((*grids,)))
    return DataRequest((*data,), reference_date(day), expected)


def check_on_data(grid: Grid, asked: DataRequest, settings: Settings) -> CheckedOnData:
    """Score the data as a run would, but for overrides: a level that a person set is not the grid's."""
    paths, title = list(asked.data), asked.expected
    if title is not None:
        beside, title = _place(title)
        paths += beside
    data_files(paths)
    labelled, column = with_labels(grid, title) if title is not None else (grid, "")
    answers = replace(hlmdiag.read(paths, labelled, date=asked.date, settings=settings), overrides=None)
    result = hlmdiag.score(labelled, answers, date=asked.date, uses=_used(grid, paths, asked.date, settings))
    backtest = None
    if title is not None:
        backtest = compare_levels(result, labels_of(answers, labelled, column, title), title)
    findings = check_data(replace(result, grid=grid))
    said = tuple(each for each in result.manifest.problems if each.severity is not Severity.NOTICE)
    return CheckedOnData(grid, findings, said, result.frame.height, backtest, voice_agreements(result))


def _used(grid: Grid, paths: Sequence[str], day: date, settings: Settings) -> dict[str, Result]:
    """The results that a grid reads, of the same data."""
    found = {}
    for name, used in grid.uses.items():
        answers = hlmdiag.read(paths, used, date=day, settings=settings)
        found[name] = hlmdiag.score(used, answers, date=day, uses=_used(used, paths, day, settings))
    return found


def _place(expected: str) -> tuple[list[str], str]:
    """The file of the expected levels, where it is named before the title of their column, and that title."""
    file, colon, title = expected.rpartition(":")
    if colon and Path(file).is_file():
        if not title.strip():
            raise refusal("usage.attendu-sans-titre", value=expected)
        return [file], title.strip()
    return [], expected.strip()
