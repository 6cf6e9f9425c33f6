"""A plan out of its workbook: columns are found by marks that nobody sees, rows wherever they were sorted.

The sheet may be renamed, columns and rows added; what has no mark is a column that people added, and is theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from hlmdiag.data.received_workbook import opened_whole
from hlmdiag.data.sheet import Sheet
from hlmdiag.errors import HlmdiagError, Location, Problem, Severity
from hlmdiag.plan.model import AMOUNTS, DATES, HISTORY, LINE, LISTS, OURS, PEOPLE, Plan, PlanRow, Typed
from hlmdiag.text.phrase import Listed

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MARK: Final = "hlmdiag:plan|"
"""The beginning of the cells of the hidden row above the titles; the first one goes on with the grid."""
_LOOKED, _ROWS = 60, 100_000


def mark(key: str, grid: str) -> str:
    """The mark of a column; that of the code says of which grid the plan is.

    >>> mark("code", "residence-complexe@2026.2"), mark("cost", "residence-complexe@2026.2")
    ('hlmdiag:plan|code|residence-complexe@2026.2', 'hlmdiag:plan|cost')
    """
    return f"{MARK}{key}|{grid}" if key == "code" else f"{MARK}{key}"


def is_plan(sheets: Iterable[Sheet]) -> bool:
    """Whether one of the sheets read of a file has the marks of a plan."""
    return any(
        str(cell).startswith(MARK) for sheet in sheets for row in sheet.cells.head(_LOOKED).iter_rows() for cell in row
    )


def read_plan(data: bytes, file: str) -> tuple[Plan, list[Problem]]:
    """The plan of a workbook, and what is said of its cells: all of them are kept as they were typed.

    Raises `HlmdiagError` where it is no plan, or a column of its key is gone: it could not be continued whole.
    """
    book = _opened(data, file)
    for sheet in book.worksheets:
        found = _marked(sheet)
        if found is not None:
            return _plan(sheet, *found, file)
    raise HlmdiagError([Problem("plan.pas-un-plan", Location(file))])


def _opened(data: bytes, file: str) -> Workbook:
    refused = Problem("plan.pas-un-plan", Location(file))
    try:
        return opened_whole(data, refused, data_only=True)
    except HlmdiagError:
        raise HlmdiagError([refused]) from None


def _marked(sheet: Worksheet) -> tuple[int, dict[int, str]] | None:
    """The row of the marks, and the mark of each column."""
    for row in sheet.iter_rows(max_row=_LOOKED):
        marks = {cell.column or 0: cell.value for cell in row if str(cell.value).startswith(MARK)}
        if marks:
            return row[0].row or 0, {column: str(text).removeprefix(MARK) for column, text in marks.items()}
    return None


def _plan(sheet: Worksheet, top: int, marks: dict[int, str], file: str) -> tuple[Plan, list[Problem]]:
    from openpyxl.utils import get_column_letter

    keys = {column: text.partition("|")[0] for column, text in marks.items()}
    lacking = [key for key in ("code", "action") if key not in keys.values()]
    if lacking:
        place = Location(file, sheet=sheet.title)
        raise HlmdiagError([Problem("plan.cle-absente", place, {"names": Listed((*lacking,))})])
    grid = next(text.partition("|")[2] for text in marks.values() if text.startswith("code|"))
    if (sheet.max_row or 0) > _ROWS:
        raise HlmdiagError([Problem("plan.trop-grand", Location(file, sheet=sheet.title), {"limit": _ROWS})])
    titles: dict[int, str] = {}
    for cell in next(sheet.iter_rows(min_row=top + 1, max_row=top + 1)):
        if cell.value is not None:
            title = str(cell.value).strip()
            letters = get_column_letter(cell.column or 1)
            titles[cell.column or 0] = f"{title} ({letters})" if title in titles.values() else title
    rows, problems = list[PlanRow](), list[Problem]()
    for row in sheet.iter_rows(min_row=top + 2):
        cells: dict[str, Typed] = {}
        added: dict[str, Typed] = {}
        for cell in row:
            value, column = _typed(cell.value), cell.column or 0
            if value is None:
                continue
            if (key := keys.get(column)) is not None:
                cells[key] = value
                problems += cell_faults(key, value, Location(file, sheet=sheet.title, cell=cell.coordinate))
            else:
                added[titles.get(column, get_column_letter(column))] = value
        if cells or added:
            rows.append(PlanRow(cells, added, file, row[0].row or 0))
    own = [titles[column] for column in titles if column not in keys]
    named = dict.fromkeys((*own, *(title for row in rows for title in row.added)))
    places = {key: get_column_letter(column) for column, key in keys.items()}
    return Plan(grid, tuple(rows), tuple(named), sheet=sheet.title, letters=places), problems


def _typed(value: Any) -> Typed:
    if isinstance(value, datetime):
        return value.date() if value.time() == value.time().min else value.isoformat(sep=" ")
    if isinstance(value, str):
        return value if value.strip() else None
    return value if isinstance(value, str | int | float | bool | date) or value is None else str(value)


def cell_faults(key: str, value: Typed, place: Location) -> Iterator[Problem]:
    """The problems of a cell that people filled; it stays as it is."""
    if key in LISTS and value not in LISTS[key]:
        yield Problem("plan.hors-liste", place, {"value": value, "words": Listed(LISTS[key])}, Severity.WARNING)
    if key in DATES and not isinstance(value, date):
        yield Problem("plan.pas-une-date", place, {"value": value}, Severity.WARNING)
    if key in AMOUNTS and (isinstance(value, bool) or not isinstance(value, int | float)):
        yield Problem("plan.pas-un-montant", place, {"value": value}, Severity.WARNING)


KEYS: Final = (*OURS, *PEOPLE, *HISTORY, LINE)
"""The columns in the order in which a plan is written."""
