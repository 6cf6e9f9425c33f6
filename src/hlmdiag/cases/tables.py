"""The answers of a case as the text files that a landlord would send, so that they are understood as those are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hlmdiag.cases.document import Case, CaseAnswers, CaseFile
from hlmdiag.data.csv import read_text
from hlmdiag.data.match import Vocabulary
from hlmdiag.data.table_schemas import STOCK, event_schema, overrides_schema, stock_schema
from hlmdiag.errors import Problem
from hlmdiag.grid.diagnostics import nearest_first
from hlmdiag.grid.model import Grid
from hlmdiag.grid.source_map import NodePath

if TYPE_CHECKING:
    from hlmdiag.data.sheet import Sheet

UNIT = "CAS"
"""The key of the unit of a case that does not give one."""
_OVERRIDES = "derogations"


def sheets_of(case: Case, grid: Grid) -> list[tuple[Sheet, str | None]]:
    """The stock and the event tables of a case, for a grid; the keys of the grids that it uses are filled too."""
    known = unit_of(case, grid)
    names = _key_names(grid)
    unit = {**known, **_by_id(case.answers, names)}
    stock = [unit, *(_by_id(row, names) for row in case.stock)]
    if not any(set(row) - set(known) for row in stock):
        unit[_spare(grid)] = None
    tables = {STOCK: stock}
    tables |= {table: [{**known, **_by_id(row, names)} for row in rows] for table, rows in case.events.items()}
    allowed = (STOCK, _OVERRIDES, *grid.tables)
    return [(_sheet(table, rows, list(known)), table) for table, rows in tables.items() if table in allowed]


def unit_of(case: Case, grid: Grid) -> dict[str, str]:
    """Keys of the unit of a case, completed where it gives none."""
    given = _by_id(case.answers, _key_names(grid))
    keys = dict.fromkeys(key for each in all_grids(grid) for key in each.keys)
    return {key: _cell(given.get(key, UNIT)) for key in keys}


def _key_names(grid: Grid) -> Vocabulary:
    return Vocabulary({key: each.columns[key] for each in all_grids(grid) for key in each.keys})


def _by_id(row: CaseAnswers, keys: Vocabulary) -> dict[str, Any]:
    """A row whose keys are called by their id, whatever title the case gives them."""
    found = {header: keys.find(header) for header in row}
    return {known[0] if (known := found[header]) is not None else header: answer for header, answer in row.items()}


def _spare(grid: Grid) -> str:
    """A column to leave blank where a case knows nothing: a file with keys alone is no answer, and is refused."""
    return next(reversed([id for id in grid.columns if id not in grid.keys]), "")


def all_grids(grid: Grid) -> Iterator[Grid]:
    """A grid with all the grids that it uses, directly or not."""
    yield grid
    for used in grid.every_use.values():
        yield from all_grids(used)


def answers_to(case: Case, used: Grid, grid: Grid) -> bool:
    """Whether a case answers what a used grid asks and the one that uses it does not know."""
    asked = {name for each in used.indicators for name in each.columns} - set(grid.columns)
    names = Vocabulary({name: used.columns[name] for name in asked})
    return any(names.find(header) for row in (case.answers, *case.stock) for header in row)


def unknown_columns(cases: CaseFile, grid: Grid) -> list[Problem]:
    """The answers whose column no table of the grid has: a typing mistake would be a silent absence."""
    vocabularies = _vocabularies(grid)
    problems = []
    for case in cases.cases:
        for table, path, row in _rows(case):
            if table not in vocabularies:
                place = cases.location(path[:-1])
                values = {"name": table, "names": nearest_first(table, [it for it in vocabularies if it != STOCK])}
                problems.append(Problem("cas.table-inconnue", place, values))
                continue
            names, columns = vocabularies[table]
            for column in row:
                if not any(each.find(column) for each in names):
                    values = {"name": column, "names": nearest_first(column, columns)}
                    problems.append(Problem("cas.colonne-inconnue", cases.location((*path, column)), values))
    return list({(it.location, it.code): it for it in problems}.values())


def _vocabularies(grid: Grid) -> dict[str, tuple[list[Vocabulary], list[str]]]:
    forms = [(STOCK, stock_schema(each, {})) for each in all_grids(grid)]
    forms += [(table.id, event_schema(each, table, {})) for each in all_grids(grid) for table in each.tables.values()]
    forms.append((_OVERRIDES, overrides_schema(grid)))
    found: dict[str, tuple[list[Vocabulary], list[str]]] = {}
    for table, form in forms:
        names, columns = found.setdefault(table, ([], []))
        names.append(Vocabulary(form.columns))
        columns += form.columns
    return found


def _rows(case: Case) -> Iterator[tuple[str, NodePath, CaseAnswers]]:
    """Every row of a case with its table and its place in the file."""
    written = {column: answer for column, answer in case.given.items() if column != "events"}
    yield STOCK, (*case.place, "input"), written
    for rank, row in enumerate(case.stock):
        yield STOCK, (*case.place, "stock", rank), row
    for table, rows in case.events.items():
        for rank, row in enumerate(rows):
            yield table, (*case.place, "input", "events", table, rank), row


def _sheet(table: str, rows: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> Sheet:
    headers = list(dict.fromkeys([*keys, *(header for row in rows for header in row)]))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(headers)
    writer.writerows([_cell(row.get(header)) for header in headers] for row in rows)
    return read_text(text.getvalue().encode(), f"{table}.csv", separator=";")


def _cell(value: object) -> str:
    """A value as an export writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return f"{value:.15g}" if isinstance(value, int | float) else str(value)
