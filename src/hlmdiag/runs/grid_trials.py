"""Grids tried on their own cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hlmdiag.cases import CaseFile, Trial, cases_beside, read_cases, try_cases
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.grid import Grid, load_found, load_grid
from hlmdiag.grid.lookup import find_grid
from hlmdiag.runs.progress import Listener, unheard

_UNREADABLE = 3


@dataclass(frozen=True)
class _GridAndCases:
    """A grid and its file of cases, each with its name in messages."""

    grid: Grid
    cases: CaseFile


def try_grids(names: Sequence[str], listener: Listener = unheard) -> list[Trial]:
    """Try each grid on its cases; everything unreadable is reported together."""
    asked = _asked(names)
    with listener(sum(len(each.cases.cases) for each in asked)) as progress:
        return [try_cases(each.grid, each.cases, progress.begin) for each in asked]


def _asked(names: Sequence[str]) -> list[_GridAndCases]:
    """The grids and their cases, each file once; everything unreadable is reported together."""
    found: dict[str, _GridAndCases] = {}
    problems: list[Problem] = []
    codes = []
    for name in names:
        try:
            asked = _find(name)
            found.setdefault(asked.cases.file, asked)
        except HlmdiagError as refused:
            problems += [problem for problem in refused.problems if problem not in problems]
            codes.append(refused.exit_code)
    if problems:
        raise HlmdiagError(problems, 2 if set(codes) == {2} else _UNREADABLE)
    return list(found.values())


def _find(name: str) -> _GridAndCases:
    path = Path(name)
    if cases_beside(path) == path:
        cases = read_cases(path)
        beside = path.with_name(path.name.removesuffix(".cases.yaml") + ".yaml")
        return _GridAndCases(load_grid(beside if beside.exists() else cases.grid), cases)
    found = find_grid(name)

    beside = cases_beside(found.path)
    said = (PurePosixPath(found.name).parent / beside.name).as_posix()
    return _GridAndCases(load_found(found), read_cases(beside, said))
