"""The columns of two results side by side: the names of the earlier one end in `|then`."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

NEVER = pl.lit(value=False)


def then(name: str) -> pl.Expr:
    """A column of the earlier result."""
    return pl.col(f"{name}|then")


def differs(name: str) -> pl.Expr:
    """Whether a column is not the same on both sides; two nulls are the same."""
    return pl.col(name).ne_missing(then(name))


def any_of(conditions: Iterable[pl.Expr]) -> pl.Expr:
    """Whether one of these holds for certain."""
    return pl.any_horizontal([NEVER, *(each.fill_null(value=False) for each in conditions)])
