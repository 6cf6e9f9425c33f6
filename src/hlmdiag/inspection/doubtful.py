"""Doubtful contents of a column: texts of which only the author knows the meaning, and colours."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from hlmdiag.data import ColumnUnderstood, SheetUnderstood
from hlmdiag.data.colour_only_cells import SEVERAL, TINT, tints_of
from hlmdiag.data.dashes import DASHES
from hlmdiag.data.normalise_text import mark
from hlmdiag.data.numbers import PLAIN, SPELLED
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.values import NUMERIC, CellRefusal, CellValue
from hlmdiag.grid.data_model import Column
from hlmdiag.states import State

_DOUBTFUL = frozenset({*DASHES, "…", "/", "//", "na", "n/a", "na/na", "neant", "0/", "vide", "(vide)"})
"""Marks of an absence by which some mean zero, and others that there is nothing to count."""
_WORDS = frozenset(
    {
        "donnees.nombre", "donnees.approximation", "donnees.reponse", "donnees.booleen", "donnees.date",
        "donnees.mois",
    }
)  # fmt: skip
"""The refusals of a text that its author can explain once for all."""
_LONGEST, _WORDY = 40, 6
"""A longer text is a remark, typed in the place of an answer."""
_LOOKED = 2_000


def _units(sheet: SheetUnderstood, cells: Sheet) -> pl.Series:
    """Whether each row of a sheet is one of its units, about."""
    aside = [row for rows in sheet.set_aside.values() for row in rows]
    return (cells.rows > max(sheet.header_rows, default=0)) & ~cells.rows.is_in(aside)


def tints(sheet: SheetUnderstood, cells: Sheet, title: ColumnUnderstood) -> list[tuple[str, int]]:
    """The colours of cells without text under a title, where several have one."""
    if not cells.coloured:
        return []
    rows = set(_units(sheet, cells).arg_true().to_list())
    found = {tint: len(places) for tint, places in tints_of(cells, cells.column(title.letter), rows).items()}
    ordered = sorted(found.items(), key=lambda pair: -pair[1])
    return [(TINT + tint, count) for tint, count in ordered] if sum(found.values()) >= SEVERAL else []


def texts(sheet: SheetUnderstood, cells: Sheet, title: ColumnUnderstood, column: Column) -> Sequence[tuple[str, int]]:
    """Different texts under a title, plain numbers excluded, with their counts."""
    found = cells.cells[str(cells.column(title.letter))].filter(_units(sheet, cells)).str.strip_chars().alias("text")
    found = found.filter(found != "")
    if column.type in NUMERIC:
        found = found.filter(~(found.str.contains(PLAIN) | found.str.contains(SPELLED)))
    counts = found.value_counts(name="count").sort("count", "text", descending=[True, False])
    return counts.head(_LOOKED).rows()


def is_doubtful(text: str, found: CellValue) -> bool:
    """Whether a text is not plainly a value, nor plainly an absence."""
    if isinstance(found, State):
        return mark(text) in _DOUBTFUL
    is_short = len(text) <= _LONGEST and len(text.split()) < _WORDY
    return isinstance(found, CellRefusal) and found.code in _WORDS and is_short
