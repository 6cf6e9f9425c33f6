"""Grids checked without any data: their structure, then their method."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hlmdiag.errors import REFUSED, USAGE, HlmdiagError, Problem, Severity
from hlmdiag.grid import Grid, load_grid
from hlmdiag.method import CheckOptions, Examined, examine
from hlmdiag.runs.refusals import refusal
from hlmdiag.text.phrase import Listed


def check_grids(
    names: Sequence[str], limits: CheckOptions | None, against: Grid | None = None, same: Sequence[str] = ()
) -> list[Examined]:
    """Check every grid; all those that do not exist are reported together."""
    found: list[Examined] = []
    absent: list[Problem] = []
    for name in dict.fromkeys(names):
        try:
            found.append(examine(name, limits, against, same))
        except HlmdiagError as refused:
            absent += refused.problems
    if absent:
        raise HlmdiagError(absent, exit_code=USAGE)
    return found


def published_version(against: str | None, names: Sequence[str]) -> Grid | None:
    """The older version that a grid is measured against; one grid at a time has one."""
    if against is None:
        return None
    if len(dict.fromkeys(names)) > 1:
        raise refusal("usage.une-seule-comparee", names=Listed((*names,)))
    return load_grid(against)


def exit_code(found: Iterable[Examined], *, strict: bool) -> int:
    """3 where a grid cannot be read, 1 where one has an error (if strict, a warning), else 0."""
    found = list(found)
    if any(not each.readable for each in found):
        return REFUSED
    failing = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    return int(any(problem.severity in failing for each in found for problem in each.problems))
