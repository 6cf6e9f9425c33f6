"""A result inside the workbook that shows it: in cells that nobody sees, which every program keeps.

What the workbook shows is compared with it when it is read back: a sheet that says otherwise was edited.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from hlmdiag.data.own_outputs import EMBEDDED
from hlmdiag.data.received_workbook import opened_whole
from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.report.excel.page import check
from hlmdiag.synthesis import level_text, priority_units, shown_units, synthesise
from hlmdiag.wording import Wording

if TYPE_CHECKING:
    from openpyxl import Workbook as Received
    from openpyxl.worksheet.worksheet import Worksheet
    from xlsxwriter import Workbook

    from hlmdiag.scoring.result import Result

SHEET: Final = "hlmdiag"
_MARK: Final = "hlmdiag:resultat:1"
_CELL = 32_000
"""Signs of a cell: a workbook holds 32 767."""
_SLACK = 1e-6
_LOOKED = 12
"""Rows in which the titles of a sheet of ours stand."""


def write(book: Workbook, content: bytes, language: str) -> None:
    """Hold a result in a sheet of its own, hidden as no menu shows it."""
    text = b64encode(content).decode()
    sheet = book.add_worksheet(SHEET)
    for row, cell in enumerate((_MARK, language, *(text[at : at + _CELL] for at in range(0, len(text), _CELL)))):
        check(sheet.write_string(row, 0, cell))
    sheet.very_hidden()
    book.set_custom_property(EMBEDDED, sha256(content).hexdigest(), "text")


def opened(data: bytes, digest: str, name: str) -> tuple[bytes, Received, str]:
    """The result that a workbook holds, the workbook, and its language. Refused: one that is not that of the digest."""
    lost = Problem("rapport.classeur-sans-resultat", Location(name))
    book = opened_whole(data, lost, data_only=True)
    held = next((sheet for sheet in book.worksheets if sheet.cell(1, 1).value == _MARK), None)
    if held is None:
        raise HlmdiagError([lost])
    cells = [str(row[0]) for row in held.iter_rows(max_col=1, values_only=True) if row[0] is not None]
    try:
        content = b64decode("".join(cells[2:]), validate=True)
    except ValueError:
        raise HlmdiagError([lost]) from None
    if sha256(content).hexdigest() != digest:
        raise HlmdiagError([lost])
    return content, book, cells[1]


def check_shown(result: Result, book: Received, language: str, name: str) -> None:
    """Refuse a workbook whose ranking is not that of its result: a level or a score that was typed, a unit that is not
    there any more.
    """
    words = Wording("en" if language == "en" else "fr", result.grid)
    stock = synthesise(result, top=1)
    units = priority_units(result, stock.order[: shown_units(stock.units)])
    expected = {each.code: (level_text(each, words), each.score) for each in units}
    titles = [words.say(f"rapport.colonne.{name}") for name in ("code", "niveau", "note")]
    found = next((it for sheet in book.worksheets if (it := _ranking(sheet, titles)) is not None), None)
    if found is None:
        raise HlmdiagError([Problem("rapport.classeur-sans-classement", Location(name))])
    sheet, row, columns = found
    for problem in _differences(sheet, row, columns, expected, name):
        raise HlmdiagError([problem])


def _ranking(sheet: Worksheet, titles: list[str]) -> tuple[Worksheet, int, list[int]] | None:
    """The sheet whose titles are those of the ranking, the row of these, and the columns of some of them."""
    for number, row in enumerate(sheet.iter_rows(max_row=_LOOKED, values_only=True), 1):
        if all(title in row for title in titles):
            return sheet, number, [row.index(title) + 1 for title in titles]
    return None


def _differences(
    sheet: Worksheet, head: int, columns: list[int], expected: Mapping[str, tuple[str, float | None]], name: str
) -> Iterator[Problem]:
    """What the ranking says otherwise, cell by cell, then the units that it lacks."""
    code, level, score = columns
    left = dict(expected)
    for row in range(head + 1, (sheet.max_row or head) + 1):
        cells = {column: sheet.cell(row, column) for column in columns}
        known = left.pop(str(cells[code].value), None)
        if cells[code].value is None:
            continue
        said = {code: known is not None, level: known is not None and cells[level].value == known[0]}
        said[score] = known is not None and _is(cells[score].value, known[1])
        for column, holds in said.items():
            if not holds:
                place = Location(name, sheet=sheet.title, cell=cells[column].coordinate)
                yield Problem("rapport.classeur-contredit", place, {"value": str(cells[column].value)})
    for unit in left:
        yield Problem("rapport.classeur-incomplet", Location(name, sheet=sheet.title), {"code": unit})


def _is(cell: Any, score: float | None) -> bool:
    if score is None or isinstance(cell, bool) or not isinstance(cell, int | float):
        return cell is None and score is None
    return abs(cell - score) <= _SLACK
