"""Places, in the file of cases, of problems found in the tables made of it."""

from __future__ import annotations

from dataclasses import replace

from hlmdiag.cases.document import Case, CaseFile
from hlmdiag.data.table_schemas import STOCK
from hlmdiag.errors import Location, Problem
from hlmdiag.grid.source_map import NodePath

_FIRST_ROW = 2
"""Under the line of titles."""


def placed(problem: Problem, case: Case, cases: CaseFile) -> Problem:
    """A problem of the answers of a case, at the answer that it is about, or at what is nearest above."""
    return replace(problem, location=cases.location(_path(problem.location, case)))


def _path(location: Location, case: Case) -> NodePath:
    table = (location.file or "").removesuffix(".csv")
    header = () if location.header is None else (location.header,)
    if location.line is None or location.line < _FIRST_ROW:
        return (*case.place, "input")
    rank = location.line - _FIRST_ROW
    if table != STOCK:
        return (*case.place, "input", "events", table, rank, *header)
    return (*case.place, "input", *header) if rank == 0 else (*case.place, "stock", rank - 1, *header)
