"""The code by which a list of choices knows an answer, whatever the type of its column."""

from __future__ import annotations

from typing import assert_never

import polars as pl

from hlmdiag.grid.model import Indicator


def code_of(value: pl.Expr, indicator: Indicator) -> pl.Expr:
    """The code that a list of choices knows an answer by; a whole number is written without decimals."""
    match indicator.value.type.kind if indicator.value is not None else "text":
        case "boolean":
            return pl.when(value).then(pl.lit("true")).when(value.not_()).then(pl.lit("false")).otherwise(None)
        case "number":
            whole = value == value.floor()
            return (
                pl.when(whole).then(value.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(value.cast(pl.String))
            )
        case "number" | "boolean" | "text" | "choice" | "date" | "level":
            return value
        case _:
            assert_never(indicator.value.type.kind if indicator.value is not None else "text")
