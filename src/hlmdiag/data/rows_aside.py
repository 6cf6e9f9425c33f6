"""Separates the units of a table from the rows set aside, and reports these by reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from hlmdiag.data.header import Header
from hlmdiag.data.match import Match
from hlmdiag.data.rows import ClassifiedRows, classify_rows
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.errors import HlmdiagError, Problem, Severity
from hlmdiag.grid.data_model import NAMING
from hlmdiag.text.phrase import first_of


def rows_of(
    sheet: Sheet, header: Header, own: pl.DataFrame, by_column: Mapping[str, Match], form: TableSchema
) -> ClassifiedRows:
    """The rows under the titles, sorted; `own` are the cells of the file, without what its folders give.

    Raises `HlmdiagError` where other titles follow: what is under them would be read as something else.
    """
    keys = [by_column[key].index for key in form.keys if by_column[key].index < own.width]
    found = classify_rows(
        own, keys or [0], header.titles[: own.width], labels=labels_of(by_column, form, own.width),
        apart=_apart(by_column, form), hidden=_hidden(sheet, header.last + 1),
    )  # fmt: skip
    if found.other_titles:
        places = [header.last + 1 + row for row in found.other_titles]
        raise HlmdiagError([replace(_notice(sheet, "donnees.autres-titres", places), severity=Severity.ERROR)])
    return found


def labels_of(by_column: Mapping[str, Match], form: TableSchema, width: int) -> list[int]:
    """The columns that name a row beside its key, where a total may say that it is one."""
    named = [form.columns[column] for column in by_column if column not in form.keys]
    return [
        by_column[column.id].index for column in named if column.role in NAMING and by_column[column.id].index < width
    ]


def _apart(by_column: Mapping[str, Match], form: TableSchema) -> list[int]:
    """The columns that are known not to add up."""
    return [
        match.index for column, match in by_column.items() if form.columns[column].type not in ("number", "integer")
    ]


def _hidden(sheet: Sheet, start: int) -> list[int]:
    """The rows under the titles that a workbook hides, from the first on."""
    if not sheet.hidden_rows:
        return []
    return [row - start for row in sheet.rows.is_in(sheet.hidden_rows).arg_true().to_list() if row >= start]


def about_rows(sheet: Sheet, header: Header, found: ClassifiedRows) -> list[Problem]:
    """The rows set aside, said by reason."""
    start = header.last + 1
    problems = []
    if header.first > 0 and (above := filled_above(sheet, header)):
        problems.append(_notice(sheet, "donnees.titres", above, header=str(sheet.row(header.last))))
    if header.depth > 1:
        problems.append(_notice(sheet, "donnees.titres-etages", list(range(header.first, header.last + 1))))
    for code, rows in (
        ("donnees.lignes-vides", found.blank), ("donnees.titres-repetes", found.titles),
        ("donnees.numeros-de-colonnes", found.numbers), ("donnees.total", found.total),
    ):  # fmt: skip
        if rows:
            problems.append(_notice(sheet, code, [start + row for row in rows]))
    for code, rows in (("donnees.total-douteux", found.unsure), ("donnees.total-sans-code", found.unsure_keyless)):
        if rows:
            said = _notice(sheet, code, [start + row for row in rows])
            problems.append(replace(said, severity=Severity.WARNING))
    if found.note:
        problems.append(_notice(sheet, "donnees.note", [start + row for row in found.note]))
    return problems


def filled_above(sheet: Sheet, header: Header) -> list[int]:
    """The rows above the titles that hold something."""
    return [index for index in range(header.first) if any((cell or "").strip() for cell in sheet.cells.row(index))]


def _notice(sheet: Sheet, code: str, indexes: list[int], **values: object) -> Problem:
    rows = [sheet.row(index) for index in indexes]
    shown = first_of(rows, 10, sheet.row_name)
    location = sheet.place(rows[0])
    return Problem(code, location, {"count": len(rows), "rows": shown, **values}, Severity.NOTICE)
