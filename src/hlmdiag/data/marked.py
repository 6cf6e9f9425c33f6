"""What the reader of workbooks does not tell, found in the archive: formats, errors, formulas, hidden rows.

One pass over the bytes of a sheet, which also measures its rectangle before anything fills it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape

import polars as pl

from hlmdiag.data.archive import Package, attributes_of
from hlmdiag.data.colours import coloured_blanks
from hlmdiag.data.toolarge import check_table

__all__ = ["Marks", "look"]

_CELL = rb"<(?:\w+:)?c\b(?=[^>]*?\br=\"([A-Z]+)(\d+)\")"
_FORMULA = rb"<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)"
_ERROR = re.compile(_CELL + rb"[^>]*>(?:" + _FORMULA + rb")?<(?:\w+:)?v>([^<]*)<")
_NO_RESULT = re.compile(
    _CELL
    + rb"[^>]*>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</(?:\w+:)?f>)\s*"
    + rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^>]*?\bhidden=\"(?:1|true)\")[^>]*?\br=\"(\d+)\"")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\b(?=[^>]*?\bhidden=\"(?:1|true)\")[^>]*>")
_ROW_END, _FORMULA_END = re.compile(rb"row>"), re.compile(rb"f>")
_ERROR_TYPE, _HIDDEN = re.compile(rb't="e"'), re.compile(rb"hidden=")
"""Marks of what is rare: an expression finds these three times faster than `in` does."""
_PLACE = re.compile(rb"\br=\"([A-Z]*)(\d+)\"")


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


def look(package: Package, sheet: str, file: str) -> Marks:
    """What the bytes of a sheet tell; refuses one whose rectangle would not fit in memory."""
    seen, rectangle = _Seen(package), _Rectangle()
    with ThreadPoolExecutor(1) as beside:
        before = None
        for piece in package.pieces(sheet, file):
            rectangle.add(piece)
            check_table(f"{file}, {sheet}", rectangle.height, rectangle.width, package.limits, unfolded=True)
            if before is not None:
                before.result()
            before = beside.submit(seen.add, piece)
        if before is not None:
            before.result()
    return seen.marks()


class _Rectangle:
    """How tall and wide a sheet is, at most: a cell tells where it is, or follows the one before it."""

    def __init__(self) -> None:
        self.height = self.width = 0

    def add(self, piece: bytes) -> None:
        """Measure rows: the last place said in each tells enough, with what follows it."""
        start = 0
        for row in _ROW_END.finditer(piece):
            end = row.start()
            at = piece.rfind(b' r="', start, end)
            place = _PLACE.match(piece, at + 1) if at >= 0 else None
            width = piece.count(b"<c", max(at, start), end) + piece.count(b":c", max(at, start), end)
            if place is not None:
                self.height = max(self.height, int(place[2]))
                width += _number(place[1]) + 1
            else:
                self.height += 1 + piece.count(b"/>", start, end)
            self.width = max(self.width, width)
            start = end


class _Seen:
    """The marks of a sheet, piece after piece."""

    def __init__(self, package: Package) -> None:
        self._formats = _Formats(package.formats) if package.formats else None
        self._filled = package.filled_styles
        self._errors: dict[int, dict[int, str]] = {}
        self._formulas: dict[int, dict[int, str]] = {}
        self._has_formulas = False
        self._hidden_rows: list[int] = []
        self._hidden_columns: list[int] = []
        self._coloured: dict[int, tuple[int, ...]] = {}

    def add(self, piece: bytes) -> None:
        """Take what a piece tells. What is rare is looked for around its mark, and only where its mark stands."""
        if self._formats is not None:
            self._formats.add(piece)
        if _ERROR_TYPE.search(piece):
            _gather(self._errors, _errors(piece))
        # a formula shared by several cells is written in the first of them only
        self._has_formulas = self._has_formulas or _FORMULA_END.search(piece) is not None
        if self._has_formulas:
            _gather(self._formulas, _NO_RESULT.findall(piece))
        if _HIDDEN.search(piece):
            self._hidden_rows += [int(row) for row in _HIDDEN_ROW.findall(piece)]
            self._hidden_columns += _hidden_columns(piece)
        for column, rows in coloured_blanks(piece, self._filled).items():
            self._coloured[column] = self._coloured.get(column, ()) + rows

    def marks(self) -> Marks:
        """All of them."""
        return Marks(
            self._formats.rows() if self._formats is not None else {}, errors=self._errors, formulas=self._formulas,
            hidden_rows=tuple(self._hidden_rows), hidden_columns=tuple(self._hidden_columns), coloured=self._coloured,
        )  # fmt: skip


class _Formats:
    """The cells whose format is telling. The usual order of attributes is tried first: it is read much faster."""

    def __init__(self, formats: Mapping[int, str]) -> None:
        self._codes = {str(style): code for style, code in formats.items()}
        style = f's="({"|".join(self._codes)})"'
        self._usual = rf'[A-Z]+\d+" {style}'
        self._any = re.compile(_CELL + rb"(?=[^>]*?\b" + style.encode() + rb")")
        self._seen: list[pl.DataFrame] = []

    def add(self, piece: bytes) -> None:
        """Take the cells of a piece."""
        text = pl.Series([piece.decode("utf-8", "replace")])
        count = sum(text.str.count_matches(f' s="{number}"', literal=True).item() for number in self._codes)
        if count == 0:
            return
        cells = text.str.extract_all(self._usual).explode().drop_nulls()
        if len(cells) == count:
            parts = cells.str.extract_groups(r'([A-Z]+)(\d+)" s="(\d+)"').struct.unnest()
            self._seen.append(parts.rename({"1": "letters", "2": "row", "3": "style"}))
            return
        found = [tuple(each.decode() for each in cell) for cell in self._any.findall(piece)]
        self._seen.append(
            pl.DataFrame(found, schema=dict.fromkeys(("letters", "row", "style"), pl.String), orient="row")
        )

    def rows(self) -> dict[int, pl.DataFrame]:
        """By column, the rows and the codes of their formats."""
        if not self._seen:
            return {}
        cells = pl.concat(self._seen).select(
            "letters",
            row=pl.col("row").cast(pl.UInt32) - 1,
            code=pl.col("style").replace_strict(self._codes, return_dtype=pl.String),
        )
        groups = cells.partition_by("letters", as_dict=True, include_key=False)
        return {_number(letters.encode()): group for (letters,), group in groups.items()}


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
        found.setdefault(_number(letters), {})[int(row) - 1] = unescape(text.decode("utf-8", "replace"))


def _hidden_columns(data: bytes) -> Iterator[int]:
    for found in _HIDDEN_COLUMN.finditer(data):
        attributes = attributes_of(found[0])
        first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
        yield from range(first - 1, min(last, first + 1000))


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
