"""Says where no date of a column shows that the day comes before the month, in a file that may come from elsewhere."""

from __future__ import annotations

import polars as pl

from hlmdiag.data.header import Header
from hlmdiag.data.match import Match
from hlmdiag.data.sheet import Sheet
from hlmdiag.errors import Problem, Severity
from hlmdiag.grid.data_model import Column

_WRITTEN = r"^\s*([0-9]{1,2})[/.-]([0-9]{1,2})[/.-][0-9]{2,4}\b"


def may_be_in_doubt(sheet: Sheet, column: Column) -> bool:
    """Whether the order of dates is worth a look: programs in French separate the cells of a text by other signs."""
    return column.type == "date" and sheet.separator == ","


def order_in_doubt(sheet: Sheet, header: Header, match: Match, column: Column, texts: pl.Series) -> list[Problem]:
    """The warning where every date could be read either way; the first days of months are what they seem."""
    if not may_be_in_doubt(sheet, column):
        return []
    dates = texts.unique(maintain_order=True)
    parts = dates.str.extract_groups(_WRITTEN).struct.unnest().select(pl.all().cast(pl.UInt8))
    both = parts.with_columns(dates.alias("text")).drop_nulls("1")
    is_proven = (both["1"] > 12).any() or (both["2"] > 12).any() or (both["1"] == 1).all()
    if is_proven or not (both["1"] != both["2"]).any():
        return []
    value = both.filter(pl.col("1") != pl.col("2"))["text"][0]
    return [
        sheet.problem(
            "donnees.ordre-des-dates", row=sheet.row(header.last), column=match.index, header=match.header,
            severity=Severity.WARNING, title=match.header, value=value,
        )
    ]  # fmt: skip
