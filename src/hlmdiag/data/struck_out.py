"""Says which rows and answers of a workbook are struck through by hand: they are read like the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hlmdiag.data.header import Header
from hlmdiag.data.match import Match
from hlmdiag.data.rows import ClassifiedRows
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.errors import Problem, Severity
from hlmdiag.text.phrase import first_of

_SHOWN = 10
_MOST = 0.5
"""From this share of the filled cells of a row on, it is the row that is struck through."""


def struck_out(
    sheet: Sheet, header: Header, rows: ClassifiedRows, by_column: Mapping[str, Match], form: TableSchema
) -> list[Problem]:
    """The warnings on them, rows first: one whose code is struck, or most of its cells, is struck as a whole."""
    columns = {match.index for match in by_column.values()}
    keys = {by_column[key].index for key in form.keys}
    units = {header.last + 1 + row for row in rows.units}
    by_row: dict[int, list[int]] = {}
    for column in sorted(columns & sheet.struck.keys()):
        for row in sheet.struck[column]:
            if row in units:
                by_row.setdefault(row, []).append(column)
    whole = {row for row, struck in by_row.items() if keys & {*struck} or _is_mostly(sheet, row, columns, len(struck))}
    cells = [(row, column) for row in sorted(by_row.keys() - whole) for column in by_row[row]]
    found = []
    if whole:
        numbers = [sheet.row(row) for row in sorted(whole)]
        named = first_of(numbers, _SHOWN, sheet.row_name)
        found.append(_said(sheet, "donnees.lignes-barrees", numbers[0], count=len(whole), rows=named))
    if cells:
        (row, column), *_ = cells
        named = first_of(cells, _SHOWN, lambda cell: sheet.address(cell[1], sheet.row(cell[0])))
        said = _said(sheet, "donnees.cellules-barrees", sheet.row(row), column, count=len(cells), cells=named)
        found.append(said)
    return found


def _said(sheet: Sheet, code: str, row: int, column: int | None = None, **values: Any) -> Problem:
    return sheet.problem(code, row=row, column=column, severity=Severity.WARNING, **values)


def _is_mostly(sheet: Sheet, row: int, columns: set[int], struck: int) -> bool:
    """Whether most of what is read of a row is struck through."""
    texts = sheet.cells.row(row)
    return struck >= _MOST * sum(bool((texts[column] or "").strip()) for column in columns)
