"""Says which columns of percents of dwellings hold counts, most likely: whole numbers, less than one dwelling each."""

from __future__ import annotations

import re

import polars as pl

from hlmdiag.data.decoded import Decoded
from hlmdiag.data.header import Header
from hlmdiag.data.match import Match
from hlmdiag.data.normalise_text import words
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.data.unit_parts import size_of
from hlmdiag.errors import Problem, Severity
from hlmdiag.grid.data_model import Column

_OF_DWELLINGS = re.compile(r"\b(?:vacan|logement|menage|impaye|rotation)")
"""What is a share of the dwellings, or of their households, of each unit."""
_FEWEST = 5
_HIGHEST = 30.0
"""Above it, nobody counts the vacant dwellings of so small a unit."""
_LESS_THAN_ONE = 0.66
"""One dwelling, once the percent was rounded down to a whole one: 1 for 1.5."""


def is_of_dwellings(column: Column) -> bool:
    """Whether a column holds percents of the dwellings of a unit."""
    return column.type == "percent" and _OF_DWELLINGS.search(words(column.label)) is not None


def may_be_counts(values: pl.Expr) -> pl.Expr:
    """Whether percents of dwellings may be counts: whole, and low."""
    return (values == values.round()).all() & ((values > 0).sum() >= _FEWEST) & (values.max() <= _HIGHEST)


def about_counts(
    sheet: Sheet, header: Header, match: Match, form: TableSchema, found: Decoded, size: Decoded | None, rows: pl.Series
) -> list[Problem]:
    """A warning where most of the percents would be less than one dwelling of their unit."""
    if size is None or not is_of_dwellings(form.columns[match.column or ""]):
        return []
    if not found.values.drop_nulls().to_frame("v").select(may_be_counts(pl.col("v"))).item():
        return []
    frame = pl.DataFrame({"row": rows, "v": found.values, "n": size.values, "text": found.texts})
    frame = frame.filter((pl.col("v") > 0) & (pl.col("n") > 0) & ~pl.col("text").str.contains("%", literal=True))
    less = frame.filter(pl.col("v") * pl.col("n") < _LESS_THAN_ONE * 100)
    if frame.height < _FEWEST or less.height * 2 <= frame.height:
        return []
    first = less.row(0, named=True)
    problem = sheet.problem(
        "donnees.nombres-en-pourcentage", row=sheet.row(header.last), column=match.index, header=match.header,
        severity=Severity.WARNING, title=match.header, count=less.height, total=frame.height, value=first["v"],
        size=int(first["n"]), cell=sheet.address(match.index, first["row"]),
        share=round(100 * first["v"] / first["n"], 1),
    )  # fmt: skip
    return [problem]


def size_read(form: TableSchema) -> str:
    """The column that says how many dwellings a unit holds; empty where there is none."""
    held = size_of(form)
    return "" if held is None else held.id
