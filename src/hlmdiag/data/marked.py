"""What the reader of workbooks does not tell, found in the rows of a sheet: formats, errors, formulas, hidden rows.

One pass over rows that are known to be written as usual, which also measures their rectangle before anything fills it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

import polars as pl

from hlmdiag.data.colours import coloured_blanks
from hlmdiag.data.sheet import letter, position
from hlmdiag.data.styles import Styles
from hlmdiag.data.usual import CELL, number_cells, outside

__all__ = ["Area", "Marks", "Seen", "shared_cells", "shared_indexes"]

Area = tuple[tuple[int, int], tuple[int, int]]
"""Merged cells: the first and the last, each by its row and its column, counted from 0."""

_FORMULA = rb"<f\b[^>]*?(?:/>|>[^<]*</f>)"
_ERROR = re.compile(CELL + rb'[^>]* t="e"[^>]*>(?:' + _FORMULA + rb")?<v>([^<]*)<")
_NO_RESULT = re.compile(CELL + rb"[^>]*><f\b[^>]*?(?:/>|>([^<]*)</f>)(?:<v ?/>|<v></v>)?</c>")
_HIDDEN_ROW = re.compile(rb'<row r="([0-9]+)"(?=[^>]*? hidden="(?:1|true)")')
_ERROR_TYPE, _HIDDEN, _FORMULA_END = re.compile(rb't="e"'), re.compile(rb"hidden="), re.compile(rb"</?f[ >/]")
"""Marks of what is rare: an expression finds these three times faster than `in` does."""
_TEXT = r'<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")? t="s"[^>]*><v>([0-9]+)<'


@dataclass(frozen=True)
class Marks:
    """What was seen in one sheet, by column then row, both counted from 0."""

    formats: Mapping[int, pl.DataFrame] = field(default_factory=dict)
    """By column, the rows (`row`) whose cell has a telling format, and the `code` of that format."""
    only_formats_tell_days: bool = False
    """Whether what the reader of cells takes for a day is a number all the same, unless its format says so."""
    errors: Mapping[int, dict[int, str]] = field(default_factory=dict)
    formulas: Mapping[int, dict[int, str]] = field(default_factory=dict)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    coloured: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """Cells that have a colour of background and no content."""
    merged: tuple[Area, ...] = ()
    numbers: int | None = None
    """How many cells hold a number, where that was counted: the reader of cells must find as many."""


class Seen:
    """The marks of a sheet, piece after piece."""

    def __init__(self, styles: Styles) -> None:
        self._formats = _Formats(styles.formats) if styles.formats else None
        self._filled = styles.filled
        self._errors: dict[int, dict[int, str]] = {}
        self._formulas: dict[int, dict[int, str]] = {}
        self._has_formulas = False
        self._hidden_rows: list[int] = []
        self._coloured: dict[int, tuple[int, ...]] = {}
        self._numbers = 0
        self.height = self.width = 0

    def measure(self, piece: bytes, text: pl.Series) -> None:
        """How tall and wide the sheet is with the rows of a piece."""
        start = piece.rfind(b'<row r="')
        if self.width and start >= 0:
            # rows follow one another: the last tells how low the cells of the piece stand, if no cell contradicts it
            self.height = max(self.height, int(piece[start + 8 : piece.index(b'"', start + 8)]))
            if not outside(text, self.height, letter(self.width - 1)):
                return
        places = text.str.extract_all('<c r="[A-Z]+[0-9]+"').explode().drop_nulls()
        if len(places):
            cells = places.str.extract_groups('"([A-Z]+)([0-9]+)"').struct.unnest()
            self.height = max(self.height, int(str(cells["2"].cast(pl.UInt32).max())))
            self.width = max(self.width, *(position(each) + 1 for each in cells["1"].unique().to_list()))

    def add(self, piece: bytes, text: pl.Series) -> None:
        """Take what a piece tells. What is rare is looked for around its mark, and only where its mark stands."""
        self._numbers += number_cells(text)
        if self._formats is not None:
            self._formats.add(text)
        if _ERROR_TYPE.search(piece):
            _gather(self._errors, _errors(piece))
        # a formula shared by several cells is written in the first of them only
        self._has_formulas = self._has_formulas or _FORMULA_END.search(piece) is not None
        if self._has_formulas:
            _gather(self._formulas, _NO_RESULT.findall(piece))
        if _HIDDEN.search(piece):
            self._hidden_rows += [int(row) for row in _HIDDEN_ROW.findall(piece)]
        for column, rows in coloured_blanks(piece, self._filled).items():
            self._coloured[column] = self._coloured.get(column, ()) + rows

    def marks(self, hidden_columns: tuple[int, ...], merged: tuple[Area, ...]) -> Marks:
        """All of them, with what stands around the rows."""
        return Marks(
            self._formats.rows() if self._formats is not None else {}, errors=self._errors, formulas=self._formulas,
            hidden_rows=tuple(self._hidden_rows), hidden_columns=hidden_columns, coloured=self._coloured,
            merged=merged, numbers=self._numbers,
        )  # fmt: skip


class _Formats:
    """The cells whose format is telling."""

    def __init__(self, formats: Mapping[int, str]) -> None:
        self._codes = {str(style): code for style, code in formats.items()}
        self._cell = rf'<c r="[A-Z]+[0-9]+" s="(?:{"|".join(self._codes)})"'
        self._seen: list[pl.DataFrame] = []

    def add(self, text: pl.Series) -> None:
        """Take the cells of a piece."""
        cells = text.str.extract_all(self._cell).explode().drop_nulls()
        if len(cells):
            parts = cells.str.extract_groups('"([A-Z]+)([0-9]+)" s="([0-9]+)"').struct.unnest()
            self._seen.append(
                parts.select(
                    letters=pl.col("1").cast(pl.Categorical),
                    row=pl.col("2").cast(pl.UInt32) - 1,
                    style=pl.col("3").cast(pl.Categorical),
                )
            )

    def rows(self) -> dict[int, pl.DataFrame]:
        """By column, the rows and the codes of their formats."""
        if not self._seen:
            return {}
        cells = pl.concat(self._seen).select(
            "letters", "row", code=pl.col("style").cast(pl.String).replace_strict(self._codes, return_dtype=pl.String)
        )
        groups = cells.partition_by("letters", as_dict=True, include_key=False)
        return {position(letters): group for (letters,), group in groups.items()}


def shared_cells(text: pl.Series) -> int:
    """How many cells of a piece show a shared text, at most."""
    return int(text.str.count_matches(' t="s"', literal=True).item())


def shared_indexes(text: pl.Series) -> pl.Series:
    """The numbers of the shared texts that the cells of a piece show."""
    return text.str.extract_all(_TEXT).explode().drop_nulls().str.extract("<v>([0-9]+)<").cast(pl.UInt32)


def _errors(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """The errors of calculation, each looked for around its mark."""
    place = data.find(b't="e"')
    while place >= 0:
        cell = _ERROR.match(data, data.rfind(b"<", 0, place))
        if cell is not None:
            yield cell[1], cell[2], cell[3]
        place = data.find(b't="e"', place + 5)


def _gather(found: dict[int, dict[int, str]], cells: Iterable[tuple[bytes, bytes, bytes]]) -> None:
    for letters, row, text in cells:
        found.setdefault(position(letters.decode()), {})[int(row) - 1] = unescape(text.decode("utf-8", "replace"))
