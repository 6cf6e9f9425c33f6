"""Marks of a few units where the column goes to a hundred: given out of 4 or 10, they would all be the worst."""

from __future__ import annotations

import polars as pl

from hlmdiag.data.column_content import FEWEST_MARKS, FIRST_PART, WIDE_SCALE
from hlmdiag.data.header import Header
from hlmdiag.data.match import Match
from hlmdiag.data.normalise_text import words
from hlmdiag.data.sheet import Sheet
from hlmdiag.errors import Problem, Severity
from hlmdiag.grid.data_model import Column


def is_mark(column: Column) -> bool:
    """Whether a column holds marks on a wide scale."""
    if column.type not in ("integer", "number") or column.min is None or column.max is None:
        return False
    says = words(column.label).startswith("note ") or (column.read_unit or "").replace(" ", "").startswith("/1")
    return says and column.max - column.min >= WIDE_SCALE


def narrow(count: pl.Expr, highest: pl.Expr, column: Column) -> pl.Expr:
    """Whether some marks, of which the count and the highest are given, stay in the first part of the scale."""
    low, high = column.min or 0.0, column.max or 0.0
    return (count >= FEWEST_MARKS) & (highest <= low + (high - low) / FIRST_PART) & (highest > low)


def scale_remark(sheet: Sheet, header: Header, match: Match, column: Column, values: pl.Series) -> Problem | None:
    """Notice on marks that look given on another scale."""
    if not is_mark(column):
        return None
    known = values.drop_nulls().alias("v").to_frame()
    if not known.select(narrow(pl.len(), pl.col("v").max(), column)).item():
        return None
    low, high = known["v"].min(), known["v"].max()
    return sheet.problem(
        "donnees.echelle-etroite", row=sheet.row(header.last), column=match.index, header=match.header,
        severity=Severity.WARNING, title=match.header, low=float(str(low)), high=float(str(high)),
        least=float(column.min or 0), most=float(column.max or 0),
    )  # fmt: skip
