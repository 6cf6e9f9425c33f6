"""Levels set by people who know the place: kept only with a reason, and only for a level of the grid."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

import polars as pl

from hlmdiag.data.codes import key_text
from hlmdiag.data.dataset_columns import data_value
from hlmdiag.data.name_index import NameIndex
from hlmdiag.data.normalise_text import words
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table import TableRead
from hlmdiag.errors import Location, Problem
from hlmdiag.grid.model import Grid
from hlmdiag.text.phrase import Listed, Phrase

_ALIKE = 0.6
_NAMES = {"niveau": "level", "auteur": "author", "date": "date", "motif": "reason"}


_Given = tuple[TableRead, Sheet, int, str, str | None, str | None, str]
"""An override: its place, level, author, day and reason."""


def overrides(
    reads: Sequence[tuple[TableRead, Sheet]], grid: Grid, stock: pl.DataFrame
) -> tuple[pl.DataFrame, list[Problem]]:
    """One row per unit with a valid override, whatever its sheet, and the problems of the others."""
    known = {tuple(row) for row in stock.select(data_value(key) for key in grid.keys).rows()}
    problems: list[Problem] = []
    found: dict[tuple[str, ...], list[_Given]] = {}
    for read, sheet in reads:
        problems += _take(read, sheet, grid, known, found)
    kept = []
    for key, given in found.items():
        if len(given) > 1:
            read, sheet, row = given[0][:3]
            values = {"rows": _places(given)}
            problems.append(_said(sheet, read, row, key, grid, "donnees.derogation-repetee", grid.keys[-1], values))
        else:
            kept.append((*key, *given[0][3:]))
    schema = dict.fromkeys([*grid.keys, *_NAMES.values()], pl.String)
    return pl.DataFrame(kept, schema=schema, orient="row"), problems


def _take(
    read: TableRead, sheet: Sheet, grid: Grid, known: set[tuple[str, ...]], found: dict[tuple[str, ...], list[_Given]]
) -> list[Problem]:
    """Add the overrides of a sheet to those of each unit; returns the problems."""
    problems = []
    columns = ["row", *(data_value(key) for key in grid.keys), *(data_value(name) for name in _NAMES)]
    for row, *rest in read.frame.select(columns).rows():
        key, (level, author, day, reason) = tuple(rest[: len(grid.keys)]), rest[len(grid.keys) :]
        if (level, author, day, reason) == (None,) * len(_NAMES):
            continue
        fault, known_level = _fault(key, level, reason, grid, known)
        if fault is not None:
            problems.append(_said(sheet, read, row, key, grid, *fault))
        elif known_level is not None:
            found.setdefault(key, []).append((read, sheet, row, known_level, author, day, reason))
    return problems


def _places(given: Sequence[_Given]) -> Listed:
    """The rows of some overrides, with their sheets where they are not of one."""
    if len({sheet for _, sheet, *_ in given}) == 1:
        return Listed(tuple(str(row) for _, _, row, *_ in given))
    return Listed(tuple(_place(sheet, row) for _, sheet, row, *_ in given))


def _place(sheet: Sheet, row: int) -> Location | Phrase:
    if not sheet.name:
        return Location(sheet.file, line=row)
    return Phrase("place.cite-row", file=Location(sheet.file), text=sheet.name, row=str(row))


def _said(
    sheet: Sheet,
    read: TableRead,
    row: int,
    key: tuple[str, ...],
    grid: Grid,
    code: str,
    column: str,
    values: dict[str, Any],
) -> Problem:
    """A fault at the cell of a column; at that of the key where the sheet lacks the column."""
    place = read.provenance.get(column, read.provenance[grid.keys[-1]])
    return sheet.problem(code, row=row, column=sheet.column(place.letter), value=key_text(key), **values)


def _fault(
    key: tuple[str, ...], level: str | None, reason: str | None, grid: Grid, known: set[tuple[str, ...]]
) -> tuple[tuple[str, str, dict[str, Any]] | None, str | None]:
    """Problem of an override (code, column, values), else the level that it sets."""
    found = NameIndex((name, each.id) for each in grid.levels for name in (each.title, each.id)).find(level or "")
    if None in key or key not in known:
        return ("donnees.derogation-sans-residence", grid.keys[-1], {}), None
    if len(found) != 1:
        names = {words(name): each.id for each in grid.levels for name in (each.title, each.id)}
        close = difflib.get_close_matches(words(level or ""), list(names), n=1, cutoff=_ALIKE)
        expected = Listed((*grid.levels.ids,))
        one_of = Phrase("donnees.mots.un-des-niveaux")
        advice = Phrase("donnees.mots.suggestion", nearest=names[close[0]]) if close else one_of
        values = {"level": level or "", "expected": expected, "advice": advice}
        return ("donnees.derogation-niveau", "niveau", values), None
    if reason is None:
        return ("donnees.derogation-motif", "motif", {}), None
    return None, found[0]
