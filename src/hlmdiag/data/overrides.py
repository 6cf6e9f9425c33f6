"""Levels set by people who know the place: kept only with a reason, and only for a level of the grid."""

from __future__ import annotations

import difflib
from typing import Any

import polars as pl

from hlmdiag.data.codes import key_text
from hlmdiag.data.fold import words
from hlmdiag.data.names import Names
from hlmdiag.data.sheet import Sheet, position
from hlmdiag.data.table import Read
from hlmdiag.errors import Phrase, Problem
from hlmdiag.grid.model import Grid

__all__ = ["overrides"]

_ALIKE = 0.6
_NAMES = {"niveau": "level", "auteur": "author", "date": "date", "motif": "reason"}


def overrides(read: Read, sheet: Sheet, grid: Grid, stock: pl.DataFrame) -> tuple[pl.DataFrame, list[Problem]]:
    """One row per unit whose override holds, and what is wrong with the others."""
    keys = list(grid.keys)
    problems: list[Problem] = []
    known = {tuple(row) for row in stock.select(f"v:{key}" for key in keys).rows()}
    rows: dict[tuple[str, ...], list[tuple[int, str, str | None, str | None, str]]] = {}
    columns = ["row", *(f"v:{key}" for key in keys), *(f"v:{name}" for name in _NAMES)]
    for row, *rest in read.frame.select(columns).rows():
        key, (level, author, day, reason) = tuple(rest[: len(keys)]), rest[len(keys) :]
        if (level, author, day, reason) == (None,) * len(_NAMES):
            continue
        fault, found = _fault(key, level, reason, grid, known)
        if fault is not None:
            problems.append(_said(sheet, read, row, key, grid, *fault))
        elif found is not None:
            rows.setdefault(key, []).append((row, found, author, day, reason))
    kept = []
    for key, given in rows.items():
        if len(given) > 1:
            lines = ", ".join(str(each[0]) for each in given)
            problems.append(
                _said(sheet, read, given[0][0], key, grid, "donnees.derogation-repetee", keys[-1], {"rows": lines})
            )
        else:
            kept.append((*key, *given[0][1:]))
    schema = dict.fromkeys([*keys, *_NAMES.values()], pl.String)
    return pl.DataFrame(kept, schema=schema, orient="row"), problems


def _said(
    sheet: Sheet, read: Read, row: int, key: tuple[str, ...], grid: Grid, code: str, column: str, values: dict[str, Any]
) -> Problem:
    """A fault at the cell of a column; at that of the key where the sheet lacks the column."""
    place = read.provenance.get(column, read.provenance[grid.keys[-1]])
    return sheet.problem(code, row=row, column=position(place.letter), value=key_text(key), **values)


def _fault(
    key: tuple[str, ...], level: str | None, reason: str | None, grid: Grid, known: set[tuple[str, ...]]
) -> tuple[tuple[str, str, dict[str, Any]] | None, str | None]:
    """What is wrong with an override (code, column, values), else the level that it sets."""
    found = Names((name, each.id) for each in grid.levels for name in (each.title, each.id)).find(level or "")
    if None in key or key not in known:
        return ("donnees.derogation-sans-residence", grid.keys[-1], {}), None
    if len(found) != 1:
        names = {words(name): each.id for each in grid.levels for name in (each.title, each.id)}
        close = difflib.get_close_matches(words(level or ""), list(names), n=1, cutoff=_ALIKE)
        expected = ", ".join(each.id for each in grid.levels)
        one_of = Phrase("donnees.mots.un-des-niveaux")
        advice = Phrase("donnees.mots.suggestion", nearest=names[close[0]]) if close else one_of
        values = {"level": level or "", "expected": expected, "advice": advice}
        return ("donnees.derogation-niveau", "niveau", values), None
    if reason is None:
        return ("donnees.derogation-motif", "motif", {}), None
    return None, found[0]
