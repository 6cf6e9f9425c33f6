"""Numbers as the whole package rounds and guards them: one spelling, whatever the room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

__all__ = ["DECIMALS", "finite", "infinite", "rounded", "rounded_as_written"]

DECIMALS = 9
"""Decimals on which numbers are compared and written (design, numbers)."""


def rounded(expr: pl.Expr, digits: int, engine: Any) -> pl.Expr:
    """A number rounded half away from zero, as people do: 0.5 gives 1, -0.5 gives -1.

    `engine` is the module the expression was built with: the place where another one would spell it otherwise.
    """
    return expr.round(digits, mode="half_away_from_zero")


def rounded_as_written(expr: pl.Expr, digits: int, engine: Any) -> pl.Expr:
    """A number rounded half away from zero as people read it: 1.005 gives 1.01, though its bits lie under the half.

    The number is first taken on nine decimals, the unit moved to the decimal to keep, and the bits that both leave
    behind are cleared.
    """
    written = rounded(expr, DECIMALS, engine)
    if digits == 0:
        return rounded(written, 0, engine)
    whole = rounded(rounded(written * 10.0**digits, DECIMALS, engine), 0, engine)
    return rounded(whole * (1 / 10.0**digits), DECIMALS, engine)


def finite(expr: pl.Expr) -> pl.Expr:
    """The same number, null where it is infinite or not a number.

    By replacement and not by a condition, which would hold the expression twice and double it at each nesting.
    """
    return expr.replace([float("inf"), float("-inf"), float("nan")], None)


def infinite(sign: int, engine: Any) -> pl.Expr:
    """No bound, above (1) or below (-1), in a form that a serialised expression keeps: JSON has no infinity."""
    number: pl.Expr = engine.lit("inf" if sign > 0 else "-inf").cast(engine.Float64)
    return number
