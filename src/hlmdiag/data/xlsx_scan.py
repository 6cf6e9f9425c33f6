"""Scans the XML rows of a workbook for what its reader does not give: formats, errors, formulas, hidden rows.

One pass over rows that are known to be written as usual, which also measures their rectangle before anything fills it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape

import polars as pl

from hlmdiag.data.colour_only_cells import coloured_blanks
from hlmdiag.data.sheet import position
from hlmdiag.data.styles import WorkbookStyles
from hlmdiag.data.usual_xml import BARE, ERROR, held_cells, holds, is_bare, is_usual

Area = tuple[tuple[int, int], tuple[int, int]]
"""Merged cells: the first and the last, each by its row and its column, counted from 0."""

_PARTS = ["place", "between", "style"]
_ERROR_TEXT, _FORMULA_TEXT = r"<v>([^<]*)<$", r">([^<]*)</f>"
_STYLED = '<c r="[A-Z]+[0-9]+" s="[1-9]'
_HIDDEN_ROW = re.compile(rb'<row r="([0-9]+)"(?=[^>]*? hidden="(?:1|true)")')
_TEXT = r'<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")? t="s"[^>]*><v>([0-9]+)<'


@dataclass(frozen=True)
class CellCounts:
    """Cells of a sheet that hold a number, cells that hold a text, and their rectangle."""

    numbers: int
    texts: int
    height: int
    width: int

    def agrees(self, other: CellCounts) -> bool:
        """Whether another reader found the same; some texts and the last cells may be blank to it."""
        return (
            other.numbers == self.numbers and other.texts <= self.texts
            and other.height <= self.height and other.width <= self.width
        )  # fmt: skip


@dataclass(frozen=True)
class SheetScan:
    """Scan of one sheet, by column then row, both counted from 0."""

    formats: Mapping[int, pl.DataFrame] = field(default_factory=dict)
    """By column, the rows (`row`) whose cell has a telling format, and the `code` of that format."""
    errors: Mapping[int, dict[int, str]] = field(default_factory=dict)
    formulas: Mapping[int, dict[int, str]] = field(default_factory=dict)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    coloured: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    """By column then row, the colour of background of cells that have no content."""
    merged: tuple[Area, ...] = ()
    struck: Mapping[int, pl.Series] = field(default_factory=dict)
    """By column, the rows whose cell holds something and is struck through."""
    held: CellCounts | None = None
    """Counts of the sheet as scanned here."""

    def corner(self) -> tuple[int, int]:
        """The height and width of the rectangle of errors and formulas alone, which may be blank to another reader."""
        places = [(max(rows) + 1, column + 1) for each in (self.errors, self.formulas) for column, rows in each.items()]
        return max((height for height, _ in places), default=0), max((width for _, width in places), default=0)


class SheetScanner:
    """The marks of a sheet, piece after piece."""

    def __init__(self, styles: WorkbookStyles) -> None:
        self._formats = _Formats(styles.formats) if styles.formats else None
        self._filled = styles.filled
        self._struck = _StruckCells(styles.struck) if styles.struck else None
        self._has_styles = styles.count > 0
        self._is_styled = False
        self._errors: dict[int, dict[int, str]] = {}
        self._formulas: dict[int, dict[int, str]] = {}
        self._hidden_rows: list[int] = []
        self._tints = styles.tints
        self._coloured: dict[int, dict[int, str]] = {}
        self._numbers = 0
        self.texts = 0
        """Number of cells that hold a text."""
        self.height = self.width = 0

    def measure(self, piece: bytes, text: pl.Series) -> bool:
        """Extend the rectangle with the rows of a piece; false if they are not written as usual."""
        start = piece.rfind(b'<row r="')
        number = piece[start + 8 : start + 16].partition(b'"')[0] if start >= 0 else b""
        if self.width and number.isdigit():
            # rows are in order: the last gives the height, unless a cell of the piece contradicts it
            lowest = max(self.height, int(number))
            if is_usual(text, lowest, self.width):
                self.height = lowest
                return True
        if not is_usual(text):
            return False
        places = text.str.extract_all('<c r="[A-Z]+[0-9]+"').explode().drop_nulls()
        if len(places):
            cells = places.str.extract_groups('"([A-Z]+)([0-9]+)"').struct.unnest()
            self.height = max(self.height, int(str(cells["2"].cast(pl.UInt32).max())))
            self.width = max(self.width, *(position(each) + 1 for each in cells["1"].unique().to_list()))
        return True

    def add(self, piece: bytes, text: pl.Series) -> None:
        """Scan a piece. Rare content is searched around its mark, and only if the mark is there."""
        bare = is_bare(piece, text)
        numbers, texts = held_cells(piece, text, bare=bare)
        self._numbers += numbers
        self.texts += texts
        if self._formats is not None:
            self._formats.add(text)
        if self._struck is not None:
            self._struck.add(text)
        if not bare:
            _gather(self._errors, text, ERROR, _ERROR_TEXT)
            _gather(self._formulas, text, BARE, _FORMULA_TEXT)
        if not self._has_styles and not self._is_styled:
            self._is_styled = text.str.contains(_STYLED).any()
        if holds(text, " hidden="):
            self._hidden_rows += [int(row) for row in _HIDDEN_ROW.findall(piece)]
        for column, rows in coloured_blanks(piece, self._filled).items():
            self._coloured.setdefault(column, {}).update((row, self._tints[fill]) for row, fill in rows.items())

    def marks(self, hidden_columns: tuple[int, ...], merged: tuple[Area, ...]) -> SheetScan:
        """All of them, with the XML around the rows. Nothing can be checked in a sheet whose styles are lost."""
        held = CellCounts(self._numbers, self.texts, self.height, self.width)
        return SheetScan(
            self._formats.rows() if self._formats is not None else {}, errors=self._errors, formulas=self._formulas,
            hidden_rows=tuple(self._hidden_rows), hidden_columns=hidden_columns, coloured=self._coloured,
            merged=merged, struck=self._struck.rows() if self._struck is not None else {},
            held=None if self._is_styled else held,
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
            # splitting is twice as fast as a pattern with groups
            parts = (
                cells.str.strip_prefix('<c r="').str.split_exact('"', 2).struct.rename_fields(_PARTS).struct.unnest()
            )
            place, letters = pl.col("place"), pl.col("place").str.strip_chars_end("0123456789")
            self._seen.append(
                parts.select(
                    letters=letters.cast(pl.Categorical),
                    row=place.str.strip_chars_start("ABCDEFGHIJKLMNOPQRSTUVWXYZ").cast(pl.UInt32) - 1,
                    style=pl.col("style").cast(pl.Categorical),
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


class _StruckCells:
    """The cells whose text is struck through."""

    def __init__(self, styles: frozenset[int]) -> None:
        self._cell = rf'<c r="[A-Z]+[0-9]+" s="(?:{"|".join(map(str, sorted(styles)))})"[^>/]*><[^/]'
        self._seen: list[pl.DataFrame] = []

    def add(self, text: pl.Series) -> None:
        """Take the cells of a piece."""
        cells = text.str.extract_all(self._cell).explode().drop_nulls()
        if len(cells):
            places = cells.str.extract_groups('"(?<letters>[A-Z]+)(?<row>[0-9]+)"').struct.unnest()
            self._seen.append(places.with_columns(pl.col("row").cast(pl.UInt32) - 1))

    def rows(self) -> dict[int, pl.Series]:
        """By column, their rows."""
        if not self._seen:
            return {}
        groups = pl.concat(self._seen).partition_by("letters", as_dict=True, include_key=False)
        return {position(str(letters)): group["row"] for (letters,), group in groups.items()}


def shared_indexes(text: pl.Series) -> pl.Series:
    """The numbers of the shared texts that the cells of a piece show."""
    return text.str.extract_all(_TEXT).explode().drop_nulls().str.extract("<v>([0-9]+)<").cast(pl.UInt32)


def _gather(found: dict[int, dict[int, str]], text: pl.Series, cell: str, held: str) -> None:
    """Add by column and row what some cells hold, where an expression finds it."""
    cells = text.str.extract_all(cell).explode().drop_nulls()
    texts = cells.str.extract(held).fill_null("")
    places = cells.str.extract_groups('"([A-Z]+)([0-9]+)"').struct.unnest()
    rows = (places["2"].cast(pl.UInt32) - 1).to_list()
    for letters, row, each in zip(places["1"].to_list(), rows, texts.to_list(), strict=True):
        found.setdefault(position(letters), {})[row] = unescape(each)
