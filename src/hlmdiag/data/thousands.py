"""`1.000` is one or one thousand: what settles it for a column, and where nothing does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from hlmdiag.data.numbers import parse_number
from hlmdiag.grid.data_model import Column

THOUSANDS = "donnees.milliers"
"""The refusal of a number of which nothing tells whether its mark is one of thousands."""

_MARKS = (",", ".")
_TAIL = r"(?:[eE][^-+0-9].*| +[eE].*| *[^0-9.,' eE].*)?$"
_HEAD = r"^[-+]? *'?"
DOUBTFUL = rf"{_HEAD}[1-9][0-9]{{0,2}}[.,][0-9]{{3}}{_TAIL}"
"""A number with one mark, before three digits and after one to three: the mark may be of thousands or of decimals."""


@dataclass(frozen=True, eq=False)
class ThousandsReading:
    """Rows of a column whose mark separates thousands, and rows that nothing decides; each has one mark."""

    thousands: pl.Series
    unsure: pl.Series


def settled(
    texts: pl.Series, values: pl.Series, column: Column, *, decimal: str | None, among: pl.Series | None
) -> Iterator[ThousandsReading]:
    """Decisions on the doubtful numbers of a column, by mark; nothing if it has none.

    `values` are the texts read with the mark as a decimal one, and `decimal` is the decimal mark that the user
    declared. `among`: the texts that stand in cells of text, the others being numbers of a workbook; None for all.
    """
    if not texts.str.contains("[.,]").any():
        return
    doubtful = texts.str.contains(DOUBTFUL) & values.is_not_null()
    if among is not None:
        doubtful &= texts.is_in(among.implode())
    if not doubtful.any():
        return
    written = texts if among is None else among
    for mark in _MARKS:
        here = doubtful & texts.str.contains(mark, literal=True)
        if here.any():
            nowhere = pl.repeat(False, len(texts), eager=True)
            kind = _declared(mark, decimal) or _kind(written, mark) or _within_bounds(values.filter(here), column)
            yield ThousandsReading(
                here if kind == "thousands" else nowhere, here if kind in ("both", None) else nowhere
            )


def possible_numbers(text: str) -> dict[str, float | str]:
    """The two numbers that a doubtful text may be, the larger one without marks too; nothing for another text.

    >>> possible_numbers("1.000 €"), possible_numbers("23,824")
    ({'thousands': 1000, 'bare': '1000', 'decimals': 1.0}, {'thousands': 23824, 'bare': '23824', 'decimals': 23.824})
    """
    number = parse_number(text)
    if number is None:
        return {}
    thousands = round(number.value * 1000)
    return {"thousands": thousands, "bare": str(thousands), "decimals": number.value}


def _declared(mark: str, decimal: str | None) -> str | None:
    if decimal is None:
        return None
    return "decimals" if decimal == mark else "thousands"


def _kind(texts: pl.Series, mark: str) -> str | None:
    """Use of a mark in the other numbers of the column: thousands, decimals, both, or neither (None)."""
    other = "," if mark == "." else "."
    m, o = f"\\{mark}", f"\\{other}"
    grouped = rf"{_HEAD}[0-9]{{1,3}}(?:{m}[0-9]{{3}})+"
    as_thousands = rf"{grouped}{o}[0-9]|{_HEAD}[0-9]{{1,3}}(?:{m}[0-9]{{3}}){{2,}}(?:[^0-9.,]|$)"
    after_groups = rf"{_HEAD}[0-9]{{1,3}}(?:{o}[0-9]{{3}})+{m}[0-9]"
    single = rf"{_HEAD}[0-9]*(?:[ '][0-9]{{3}})*{m}[0-9]+(?:[^0-9.,].*)?$"
    some_thousands = texts.str.contains(as_thousands).any()
    some_decimals = texts.str.contains(after_groups).any()
    some_decimals = some_decimals or (texts.str.contains(single) & ~texts.str.contains(DOUBTFUL)).any()
    if some_thousands:
        return "both" if some_decimals else "thousands"
    return "decimals" if some_decimals else None


def _within_bounds(values: pl.Series, column: Column) -> str | None:
    """Readings that the bounds of the column allow. A maximum says nothing of integers: no decimals."""
    low, high = column.min, column.max
    if column.type == "percent":
        low, high = 0.0 if low is None else low, 100.0 if high is None else high
    too_small = low is not None and (values < low).any()
    too_large = high is not None and column.type != "integer" and (values * 1000 > high).any()
    if too_small == too_large:
        return None
    return "thousands" if too_small else "decimals"
