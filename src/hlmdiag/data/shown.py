"""What the cells of a workbook show: numbers without their `.0`, percents as percents, dates in ISO form.

Cells come as Python objects, row by row. They are turned into columns a few rows at a time, while the processor still
holds them at hand, and forgotten: a workbook never stands in memory as Python objects.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import polars as pl
from python_calamine import CalamineSheet

from hlmdiag.data.appearance import Appearance, appearance, with_digits
from hlmdiag.data.marked import Marks
from hlmdiag.data.sheet import FORMULA

__all__ = ["Cells", "shown_cells"]

_ROWS = 1000
_DAY, _TIME, _DURATION = "yyyy-mm-dd", "hh:mm:ss", "[h]:mm:ss"
_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_LEAP = 60


@dataclass(frozen=True, eq=False)
class Cells:
    """The texts of a sheet from its first cell, A1, as columns "0", "1"…, and what else they show.

    `shown` is by column what codes read instead; `numbers` how many cells hold a number; `spelled`, by column, the rows
    whose cell is a text with a digit, such as a number typed as text.
    """

    texts: pl.DataFrame
    shown: dict[int, pl.DataFrame] = field(default_factory=dict)
    numbers: int = 0
    spelled: dict[int, pl.Series] = field(default_factory=dict)


def shown_cells(sheet: CalamineSheet, marks: Marks, *, date_1904: bool = False) -> Cells:
    """The cells of a sheet; none where no cell holds anything."""
    if sheet.end is None:
        return Cells(pl.DataFrame())
    height, width = sheet.end[0] + 1, sheet.end[1] + 1
    parts = [_Column(date_1904) for _ in range(width)]
    rows = sheet.iter_rows()
    seen = 0
    with _without_collection():
        while some := list(islice(rows, _ROWS)):
            # the rows above the first cell are given, the columns before it are not
            blank = [("",) * len(some)] * (width - len(some[0]))
            for part, values in zip(parts, [*blank, *zip(*some, strict=True)], strict=True):
                part.add(values, seen)
            seen += len(some)
    if seen != height:
        raise ValueError(f"{seen} rows of {height}")
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        found = list(threads.map(lambda index: parts[index].shown(marks, index), range(width)))
    return Cells(
        pl.DataFrame({str(index): column.texts for index, column in enumerate(found)}),
        {index: column.shown for index, column in enumerate(found) if column.shown.height},
        sum(part.count for part in parts),
        {index: places for index, part in enumerate(parts) if len(places := part.spelled())},
    )


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

    def __init__(self, date_1904: bool) -> None:
        self._date_1904 = date_1904
        self._numbers: list[pl.Series] = []
        self._texts: list[pl.Series] = []
        self._formats: list[tuple[int, str]] = []
        self.count = 0

    def add(self, values: Sequence[Any], first: int) -> None:
        """Take the next cells. A list is copied before it is mended: most cells of a column are of one kind."""
        others = [place for place, value in enumerate(values) if type(value) is not float]
        numbers: list[Any] = list(values)
        texts: list[str | None] = [None] * len(values)
        self.count += len(values) - len(others)
        days = len(self._formats)
        for place in others:
            value = numbers[place]
            numbers[place] = None
            if type(value) is str:
                texts[place] = value
            elif (serial := self._serial(value)) is not None:
                numbers[place], code = serial
                self._formats.append((first + place, code))
            else:
                texts[place] = _shown(value)
        none = len(others) == len(values) and len(self._formats) == days
        self._numbers.append(_blank(pl.Float64, len(values)) if none else pl.Series(numbers, dtype=pl.Float64))
        self._texts.append(pl.Series(texts, dtype=pl.String) if others else _blank(pl.String, len(values)))

    def spelled(self) -> pl.Series:
        """The rows whose cell is a text with a digit."""
        return with_digits(pl.concat(self._texts))

    def shown(self, marks: Marks, index: int) -> Appearance:
        """The texts of the whole column."""
        numbers, texts = pl.concat(self._numbers), pl.concat(self._texts)
        formats = marks.formats.get(index)
        if self._formats and not marks.only_formats_tell_days:
            said = pl.DataFrame(self._formats, schema={"row": pl.UInt32, "code": pl.String}, orient="row")
            both = [said] if formats is None else [said, formats.select(said.columns)]
            formats = pl.concat(both).unique("row", keep="last", maintain_order=True)
        found = appearance(numbers, formats, date_1904=self._date_1904)
        texts = pl.DataFrame({"t": texts, "n": found.texts}).select(pl.coalesce("t", "n")).to_series()
        replaced = _replaced(marks, index)
        places = [row for row in replaced if row < len(texts)]
        if places:
            texts = texts.scatter(places, [replaced[row] for row in places])
        return Appearance(texts, found.shown)

    def _serial(self, value: object) -> tuple[float, str] | None:
        """A day, an hour or a duration as the number that the cell holds, with the format that its reader saw in it."""
        if isinstance(value, datetime):
            days = (value - (_EPOCH_1904 if self._date_1904 else _EPOCH)) / timedelta(days=1)
            return (days - 1 if days <= _LEAP and not self._date_1904 else days), _DAY
        if isinstance(value, date):
            return self._serial(datetime(value.year, value.month, value.day))
        if isinstance(value, time):
            return (value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6) / 86400, _TIME
        return (value / timedelta(days=1), _DURATION) if isinstance(value, timedelta) else None


def _blank(kind: type[pl.Float64 | pl.String], height: int) -> pl.Series:
    return pl.Series([None], dtype=kind).new_from_index(0, height)


def _replaced(marks: Marks, index: int) -> dict[int, str]:
    """What stands in a column where the reader of cells gives a blank: errors of calculation, formulas alone."""
    formulas = {row: f"{FORMULA}={formula}" for row, formula in marks.formulas.get(index, {}).items()}
    return marks.errors.get(index, {}) | formulas


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "vrai" if value else "faux"
    return "" if value is None else str(value)
