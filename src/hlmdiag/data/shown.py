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
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import polars as pl
from python_calamine import CalamineSheet

from hlmdiag.data.marked import Marks
from hlmdiag.data.sheet import FORMULA

__all__ = ["shown_cells"]

_ROWS = 1000
_DIGITS = 13
"""What a share has of significant digits once multiplied by 100: the last ones are an accident of its binary form."""


def shown_cells(sheet: CalamineSheet, marks: Marks) -> pl.DataFrame:
    """The texts of a sheet from its first cell, A1, as columns "0", "1"…; nothing where no cell holds anything."""
    if sheet.end is None:
        return pl.DataFrame()
    height, width = sheet.end[0] + 1, sheet.end[1] + 1
    parts = [_Column([], []) for _ in range(width)]
    rows = sheet.iter_rows()
    seen = 0
    with _without_collection():
        while some := list(islice(rows, _ROWS)):
            # the rows above the first cell are given, the columns before it are not
            blank = [("",) * len(some)] * (width - len(some[0]))
            seen += len(some)
            for part, values in zip(parts, [*blank, *zip(*some, strict=True)], strict=True):
                part.add(values)
    if seen != height:
        raise ValueError(f"{seen} rows of {height}")
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        texts = threads.map(lambda index: parts[index].shown(marks, index), range(width))
        return pl.DataFrame({str(index): text for index, text in enumerate(texts)})


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


@dataclass(frozen=True)
class _Column:
    """A column as it comes: its numbers, and the texts of its other cells."""

    numbers: list[pl.Series]
    texts: list[pl.Series]

    def add(self, values: Sequence[Any]) -> None:
        """Take the next cells. A list is copied before it is mended: most cells of a column are of one kind."""
        others = [place for place, value in enumerate(values) if type(value) is not float]
        numbers: list[Any] = list(values)
        texts: list[str | None] = [None] * len(values)
        for place in others:
            value = numbers[place]
            texts[place] = value if type(value) is str else _shown(value)
            numbers[place] = None
        none = len(others) == len(values)
        self.numbers.append(_blank(pl.Float64, len(values)) if none else pl.Series(numbers, dtype=pl.Float64))
        self.texts.append(pl.Series(texts, dtype=pl.String) if others else _blank(pl.String, len(values)))

    def shown(self, marks: Marks, index: int) -> pl.Series:
        """The texts of the whole column."""
        cells = pl.DataFrame([pl.concat(self.numbers).alias("n"), pl.concat(self.texts).alias("t")])
        shown = pl.col("n").cast(pl.String).str.strip_suffix(".0")
        percents = marks.percents.get(index)
        if percents is not None:
            share = pl.repeat(False, cells.height, eager=True).scatter(percents.filter(percents < cells.height), True)
            hundredfold = (pl.col("n") * 100).round_sig_figs(_DIGITS).cast(pl.String).str.strip_suffix(".0") + " %"
            shown = pl.when(share).then(hundredfold).otherwise(shown)
        texts = cells.select(pl.coalesce("t", shown)).to_series()
        replaced = _replaced(marks, index)
        places = [row for row in replaced if row < cells.height]
        return texts.scatter(places, [replaced[row] for row in places]) if places else texts


def _blank(kind: type[pl.Float64 | pl.String], height: int) -> pl.Series:
    return pl.Series([None], dtype=kind).new_from_index(0, height)


def _replaced(marks: Marks, index: int) -> dict[int, str]:
    """What stands in a column where the reader of cells gives a blank: errors of calculation, formulas alone."""
    formulas = {row: f"{FORMULA}={formula}" for row, formula in marks.formulas.get(index, {}).items()}
    return marks.errors.get(index, {}) | formulas


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "vrai" if value else "faux"
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(" ", timespec="seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{value.total_seconds() / 86400:g}"
    return "" if value is None else str(value)
