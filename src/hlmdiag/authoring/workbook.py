"""The rows of the sheets of a workbook in which a grid was written: keys in the first row, nodes from the third on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hlmdiag.authoring import layout
from hlmdiag.authoring.cells import CellContent
from hlmdiag.authoring.from_rows import FORMULA, ReadCell, ReadRow
from hlmdiag.data.received_workbook import opened_whole
from hlmdiag.errors import HlmdiagError, Location, Problem

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FIRST = 3
"""The row of the first node: the second says what each key is."""
_ROWS, _COLUMNS, _BYTES = 20_000, 400, 20_000_000


def read_workbook(data: bytes, file: str) -> Mapping[str, Sequence[ReadRow]]:
    """The rows of each sheet of a grid, by its name; other sheets are left.

    Raises `HlmdiagError` where it is no workbook, unfolds beyond measure, or has a column or a row out of its place.
    """
    refused = Problem("ecriture.pas-un-classeur", Location(file))
    if len(data) > _BYTES:
        raise HlmdiagError([refused])
    try:
        book = opened_whole(data, refused)
    except HlmdiagError:
        raise HlmdiagError([refused]) from None
    known = {each.name for each in layout.SHEETS}
    problems: list[Problem] = []
    found = {sheet.title: _rows(sheet, file, problems) for sheet in book.worksheets if sheet.title in known}
    if problems:
        raise HlmdiagError(problems)
    return found


def _rows(sheet: Worksheet, file: str, problems: list[Problem]) -> list[ReadRow]:
    if (sheet.max_row or 0) > _ROWS or (sheet.max_column or 0) > _COLUMNS:
        problems.append(Problem("ecriture.trop-grande", Location(file, sheet=sheet.title)))
        return []
    keys = _keys(sheet, file, problems)
    rows = []
    for row in sheet.iter_rows(min_row=FIRST):
        cells: dict[str, ReadCell] = {}
        for cell in row:
            content = _content(cell, file, sheet.title, problems)
            if content is None:
                continue
            key = keys.get(cell.column or 0)
            if key is None:
                place = Location(file, sheet=sheet.title, cell=cell.coordinate)
                problems.append(Problem("ecriture.sans-cle", place, {"value": str(content)}))
            else:
                cells[key] = ReadCell(content, cell.coordinate)
        if cells:
            rows.append(ReadRow(cells))
    return rows


def _keys(sheet: Worksheet, file: str, problems: list[Problem]) -> dict[int, str]:
    """Key of each column; the second row is recognised by its first cell, which no node can hold."""
    keys: dict[int, str] = {}
    for cell in next(sheet.iter_rows(min_row=1, max_row=1), ()):
        if cell.value is None:
            continue
        key = str(cell.value).strip()
        if key in keys.values():
            place = Location(file, sheet=sheet.title, cell=cell.coordinate)
            problems.append(Problem("ecriture.cle-deux-fois", place, {"name": key}))
        keys[cell.column or 0] = key
    lacking = [
        each for each in next(s for s in layout.SHEETS if s.name == sheet.title).places if each not in keys.values()
    ]
    for key in lacking:
        place = Location(file, sheet=sheet.title, cell="A1")
        problems.append(Problem("ecriture.colonne-absente", place, {"name": key}))
    second = [cell.value for row in sheet.iter_rows(min_row=2, max_row=2) for cell in row if cell.value is not None]
    if second and not any(str(each).startswith(layout.HELP) for each in second):
        problems.append(Problem("ecriture.ligne-2", Location(file, sheet=sheet.title, cell="A2")))
    return keys


def _content(cell: Any, file: str, sheet: str, problems: list[Problem]) -> CellContent | None:
    value = cell.value
    if value is None or value == "":
        return None
    if cell.data_type == "f":
        return f"{FORMULA}{getattr(value, 'text', value)}"
    if cell.data_type == "e":
        place = Location(file, sheet=sheet, cell=cell.coordinate)
        problems.append(Problem("ecriture.erreur", place, {"value": str(value)}))
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value if isinstance(value, str | bool | int | float) else str(value)
