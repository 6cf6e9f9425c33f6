"""Text of the cells of a workbook: numbers without `.0`, percents as percents, ISO dates.

Cells come as Python objects, row by row: numbers, texts and booleans. They are turned into columns a few rows
at a time, while the processor still holds them at hand, and forgotten: a workbook never stands in memory as objects.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

import polars as pl
from python_calamine import CalamineSheet

from hlmdiag.data.appearance import Appearance, appearance, nothing_else, with_digits
from hlmdiag.data.sheet import FORMULA
from hlmdiag.data.xlsx_scan import CellCounts, SheetScan

_ROWS = 1000
_FEW = 20_000
"""Cells under which threads take longer to start than to work."""


@dataclass(frozen=True, eq=False)
class ShownCells:
    """The texts of a sheet from its first cell, A1, as columns "0", "1"…, and what else they show.

    `shown` is by column what codes read instead; `spelled`, by column, the rows whose cell is a text with a digit, such
    as a number typed as text; `checked` says whether what was read is what was seen when the sheet was looked at.
    """

    texts: pl.DataFrame
    shown: dict[int, pl.DataFrame] = field(default_factory=dict)
    spelled: dict[int, pl.Series] = field(default_factory=dict)
    checked: bool = True


def shown_cells(sheet: CalamineSheet, marks: SheetScan, *, date_1904: bool = False) -> ShownCells:
    """The cells of a sheet; none where no cell holds anything."""
    height, width = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end is not None else (0, 0)
    parts = _columns(sheet, height, width)
    held = CellCounts(sum(part.numbers for part in parts), sum(part.texts for part in parts), height, width)
    lowest, widest = marks.corner()
    for part in parts:
        part.skip(lowest - height)
    while len(parts) < widest:
        parts.append(_Column())
        parts[-1].skip(max(height, lowest))
    found = _appearances(parts, marks, height * width, date_1904=date_1904)
    return ShownCells(
        pl.DataFrame({str(index): column.texts for index, column in enumerate(found)}),
        {index: column.shown for index, column in enumerate(found) if column.shown.height},
        with_digits([part.written for part in parts]),
        all(part.is_as_marked for part in parts) and marks.held is not None and marks.held.agrees(held),
    )


def _appearances(parts: Sequence[_Column], marks: SheetScan, cells: int, *, date_1904: bool) -> list[Appearance]:
    """Appearance of each column; a small sheet is done faster without threads."""
    if cells < _FEW:
        return [part.shown(marks, index, date_1904=date_1904) for index, part in enumerate(parts)]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return list(threads.map(lambda part: part[1].shown(marks, part[0], date_1904=date_1904), enumerate(parts)))


def _columns(sheet: CalamineSheet, height: int, width: int) -> list[_Column]:
    """The columns of the rectangle that the reader of cells gives."""
    parts = [_Column() for _ in range(width)]
    rows = sheet.iter_rows()
    seen = 0
    with _without_collection():
        while some := list(islice(rows, _ROWS)):
            # calamine gives the empty rows above the first cell, but not the empty columns before it
            blank = [("",) * len(some)] * (width - len(some[0]))
            for part, values in zip(parts, [*blank, *zip(*some, strict=True)], strict=True):
                part.add(values)
            seen += len(some)
    if seen != height:
        raise ValueError(f"{seen} rows of {height}")
    return parts


@contextmanager
def _without_collection() -> Iterator[None]:
    """Rows hold no cycle: looking for some in all of them took a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Column:
    """A column as it comes: its numbers, and the texts of its other cells."""

    def __init__(self) -> None:
        self.numbers = self.texts = 0
        """Number of cells that hold one."""
        self.is_as_marked = True
        """Whether the cells that were seen to hold an error or a formula alone are blank to the reader of cells."""
        self._numbers: list[pl.Series] = []
        self._texts: list[pl.Series] = []

    def add(self, values: Sequence[Any]) -> None:
        """Take the next cells: most columns are of one kind, which is quickly told."""
        kinds = set(map(type, values))
        if kinds == {float}:
            numbers, texts = pl.Series(values, dtype=pl.Float64), _blank(pl.String, len(values))
        elif kinds == {str}:
            numbers, texts = _blank(pl.Float64, len(values)), pl.Series(values, dtype=pl.String)
            self.texts += len(values) - values.count("")
        else:
            numbers = pl.Series([value if type(value) is float else None for value in values], dtype=pl.Float64)
            texts = pl.Series([None if type(value) is float else _shown(value) for value in values], dtype=pl.String)
            self.texts += sum(type(value) is str and value != "" for value in values)
        self.numbers += len(values) - numbers.null_count()
        self._numbers.append(numbers)
        self._texts.append(texts)

    def skip(self, count: int) -> None:
        """Take blank cells, if any."""
        if count > 0:
            self._numbers.append(_blank(pl.Float64, count))
            self._texts.append(pl.Series([""], dtype=pl.String).new_from_index(0, count))

    @property
    def written(self) -> pl.Series:
        """Cells typed as texts, null where a number is."""
        return pl.concat(self._texts)

    def shown(self, marks: SheetScan, index: int, *, date_1904: bool) -> Appearance:
        """The texts of the whole column."""
        texts, shown = self.written, nothing_else()
        if self.numbers:
            found = appearance(pl.concat(self._numbers), marks.formats.get(index), date_1904=date_1904)
            texts = pl.DataFrame({"t": texts, "n": found.texts}).select(pl.coalesce("t", "n")).to_series()
            shown = found.shown
        replaced = _replaced(marks, index)
        if replaced:
            places = list(replaced)
            self.is_as_marked = bool((texts.gather(places) == "").all())
            texts = texts.scatter(places, list(replaced.values()))
        return Appearance(texts, shown)


@lru_cache(maxsize=8)
def _blank(kind: type[pl.Float64 | pl.String], height: int) -> pl.Series:
    return pl.Series([None], dtype=kind).new_from_index(0, height)


def _replaced(marks: SheetScan, index: int) -> dict[int, str]:
    """Texts for cells that the reader gives as blank: errors of calculation, formulas without a result."""
    formulas = {row: f"{FORMULA}={formula}" for row, formula in marks.formulas.get(index, {}).items()}
    return marks.errors.get(index, {}) | formulas


def _shown(value: str | bool) -> str:
    return value if isinstance(value, str) else "vrai" if value else "faux"
