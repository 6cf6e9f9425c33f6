"""Says which merged cells cover the answers of several units: what they show is read in their first cell alone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from hlmdiag.data.header import Header
from hlmdiag.data.match import Match
from hlmdiag.data.rows import ClassifiedRows
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.errors import Problem, Severity
from hlmdiag.text.phrase import first_of

_Area = tuple[tuple[int, int], tuple[int, int]]
"""Places of the first and the last cell."""
_SHOWN = 5


def over_answers(
    sheet: Sheet, header: Header, rows: ClassifiedRows, by_column: Mapping[str, Match], form: TableSchema
) -> list[Problem]:
    """The warning on them; a code that is covered is refused where it is read."""
    units = [header.last + 1 + row for row in rows.units]
    answers = sorted(match.index for column, match in by_column.items() if column not in form.keys)
    found = [area for area in sorted(sheet.merged) if _covers(area, units, answers) and _text(sheet, area[0])]
    if not found:
        return []
    (top, left), _ = found[0]
    values: dict[str, Any] = {
        "count": len(found), "cells": first_of([_named(sheet, area) for area in found], _SHOWN)
    }  # fmt: skip
    return [
        sheet.problem(
            "donnees.cellules-fusionnees", row=sheet.row(top), column=left, severity=Severity.WARNING, **values
        )
    ]


def _covers(area: _Area, units: Sequence[int], answers: Sequence[int]) -> bool:
    """Whether an area holds a cell of an answer beside its first one."""
    (top, left), (bottom, right) = area
    rows = bisect_right(units, bottom) - bisect_left(units, top)
    if not rows or top < units[0]:
        return False
    inside = bisect_right(answers, right) - bisect_left(answers, left)
    return rows * inside > (top == units[bisect_left(units, top)] and left in answers)


def _text(sheet: Sheet, first: tuple[int, int]) -> str:
    row, column = first
    return (sheet.cells[row, column] or "").strip() if column < sheet.cells.width else ""


def _named(sheet: Sheet, area: _Area) -> str:
    (top, left), (bottom, right) = area
    last, end = min(bottom, sheet.cells.height - 1), min(right, sheet.cells.width - 1)
    return f"{sheet.address(left, sheet.row(top))}:{sheet.address(end, sheet.row(last))}"
