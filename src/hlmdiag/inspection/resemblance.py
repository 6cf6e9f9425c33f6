"""A resemblance is shown only where it would convince a person: a wrong guess costs more than none."""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher

from hlmdiag.data import ColumnUnderstood, SheetUnderstood
from hlmdiag.data.fold import words
from hlmdiag.grid.model import Column, Grid

__all__ = ["with_likely_columns"]

_ALIKE = 0.6


def with_likely_columns(sheet: SheetUnderstood, grid: Grid) -> SheetUnderstood:
    """The same sheet without the weak resemblances of its titles."""
    return replace(sheet, columns=tuple(_likely(column, grid) for column in sheet.columns))


def _likely(column: ColumnUnderstood, grid: Grid) -> ColumnUnderstood:
    near = grid.columns.get(column.nearest or "")
    if near is None or _likeness(column.header, near) >= _ALIKE:
        return column
    return replace(column, nearest=None)


def _likeness(header: str, column: Column) -> float:
    title = words(header)
    names = (words(name) for name in (column.id, column.label, *column.aliases))
    return max(SequenceMatcher(None, title, name).ratio() for name in names)
