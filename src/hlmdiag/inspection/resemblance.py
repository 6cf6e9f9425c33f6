"""A resemblance is shown only where it would convince a person: a wrong guess costs more than none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher

from hlmdiag.data import ColumnUnderstood, SheetUnderstood
from hlmdiag.data.fold import words
from hlmdiag.errors import Problem
from hlmdiag.grid.model import Column, Grid

__all__ = ["is_idle_title", "with_likely_columns"]

_ALIKE = 0.6
_UNKNOWN = ("donnees.entete-inconnu", "donnees.entete-en-trop")


def with_likely_columns(sheet: SheetUnderstood, grid: Grid) -> SheetUnderstood:
    """The same sheet without the weak resemblances of its titles."""
    return replace(sheet, columns=tuple(_likely(column, grid) for column in sheet.columns))


def is_idle_title(problem: Problem, sheets: Iterable[SheetUnderstood]) -> bool:
    """Whether a problem is only that a title means nothing here: a column of remarks is no cell to repair."""
    if problem.code not in _UNKNOWN:
        return False
    place = problem.location
    return any(
        column.header == place.header and column.column is None and column.nearest is None
        for sheet in sheets
        if (sheet.file, sheet.sheet) == (place.file, place.sheet)
        for column in sheet.columns
    )


def _likely(column: ColumnUnderstood, grid: Grid) -> ColumnUnderstood:
    near = grid.columns.get(column.nearest or "")
    if near is None or _likeness(column.header, near) >= _ALIKE:
        return column
    return replace(column, nearest=None)


def _likeness(header: str, column: Column) -> float:
    title = words(header)
    names = (words(name) for name in (column.id, column.label, *column.aliases))
    return max(SequenceMatcher(None, title, name).ratio() for name in names)
