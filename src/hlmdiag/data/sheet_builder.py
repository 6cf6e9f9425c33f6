"""Builds the text of a sheet from cells that come row after row, each number with its format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import polars as pl

from hlmdiag.data.appearance import appearance, with_digits

_ROWS = 1000


@dataclass(frozen=True, eq=False)
class GatheredSheet:
    """The texts of a sheet from its first cell, A1, as columns "0", "1"…, and what else they show.

    `shown` is by column what codes read instead; `spelled` gives the rows whose cell is a text with a digit.
    """

    texts: pl.DataFrame
    shown: dict[int, pl.DataFrame]
    spelled: dict[int, pl.Series]


class SheetBuilder:
    """Rows as they come. They become columns a few at a time, and are forgotten."""

    def __init__(self) -> None:
        self.height = 0
        self._turned = 0
        self._waiting: list[Sequence[float | str]] = []
        self._columns: list[_Column] = []

    def add(self, values: Sequence[float | str], formats: dict[int, str]) -> None:
        """Add a row: numbers and texts, "" for a blank cell; `formats` of numbers, by column."""
        self._waiting.append(values)
        if formats:
            self._widen(max(formats) + 1)
            for column, code in formats.items():
                self._columns[column].rows.append(self.height)
                self._columns[column].codes.append(code)
        self.height += 1
        if len(self._waiting) >= _ROWS:
            self._turn()

    def skip(self, rows: int) -> None:
        """Blank rows."""
        if not rows:
            return
        self._turn()
        for column in self._columns:
            column.skip(rows)
        self.height += rows
        self._turned += rows

    def sheet(self, *, date_1904: bool = False) -> GatheredSheet:
        """Every column."""
        self._turn()
        found = [column.finish(date_1904=date_1904) for column in self._columns]
        return GatheredSheet(
            pl.DataFrame({str(index): texts for index, (texts, _, _) in enumerate(found)}),
            {index: shown for index, (_, _, shown) in enumerate(found) if shown.height},
            {index: spelled for index, (_, spelled, _) in enumerate(found) if len(spelled)},
        )

    def _turn(self) -> None:
        if not self._waiting:
            return
        self._widen(max(map(len, self._waiting)))
        turned = list(zip_longest(*self._waiting, fillvalue=""))
        blank = ("",) * len(self._waiting)
        for index, column in enumerate(self._columns):
            column.add(turned[index] if index < len(turned) else blank)
        self._turned += len(self._waiting)
        self._waiting = []

    def _widen(self, width: int) -> None:
        while len(self._columns) < width:
            column = _Column()
            column.skip(self._turned)
            self._columns.append(column)


class _Column:
    """The numbers of a column, the texts of its other cells, and the formats of its numbers."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.codes: list[str] = []
        self._numbers: list[pl.Series] = []
        self._texts: list[pl.Series] = []

    def add(self, values: Sequence[float | str]) -> None:
        texts = [value if type(value) is str else None for value in values]
        if None in texts:
            numbers = [value if text is None else None for value, text in zip(values, texts, strict=True)]
            self._numbers.append(pl.Series(numbers, dtype=pl.Float64))
        else:
            self._numbers.append(pl.repeat(None, len(values), dtype=pl.Float64, eager=True))
        self._texts.append(pl.Series(texts, dtype=pl.String))

    def skip(self, rows: int) -> None:
        if rows:
            self._numbers.append(pl.repeat(None, rows, dtype=pl.Float64, eager=True))
            self._texts.append(pl.repeat("", rows, dtype=pl.String, eager=True))

    def finish(self, *, date_1904: bool) -> tuple[pl.Series, pl.Series, pl.DataFrame]:
        """The texts, the rows whose cell is a text with a digit, what a column of codes reads."""
        numbers, texts = pl.concat(self._numbers), pl.concat(self._texts)
        rows, codes = pl.Series("row", self.rows, dtype=pl.UInt32), pl.Series("code", self.codes, dtype=pl.String)
        formats = pl.DataFrame([rows, codes])
        found = appearance(numbers, formats, date_1904=date_1904)
        shown = pl.DataFrame({"t": texts, "n": found.texts}).select(pl.coalesce("t", "n")).to_series()
        return shown, with_digits([texts]).get(0, pl.Series(dtype=pl.UInt32)), found.shown
