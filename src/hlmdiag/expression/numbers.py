"""Numbers as the whole package rounds and guards them: one spelling, whatever the room."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

DECIMALS = 9
"""Decimals on which numbers are compared and written (design, numbers)."""
EXACT = 2.0**51
"""Below, a number scaled to whole units is within half a unit of the decimal that it was read from."""
_SPLIT = 2.0**27 + 1
"""Splits a number into two halves of 26 bits, whose products by a power of ten are exact (Dekker, 1971)."""
_NEXT = 2.0**-53 * (1 + 2.0**-52)
"""A number plus this share of it is the next one (Rump, Zimmermann, Boldo, Melquiond, 2009)."""


@lru_cache(maxsize=4096, typed=True)
def constant(value: float | None, engine: Any) -> pl.Expr:
    """A constant, written once: telling what a value is takes polars as long as planning what is done with it.

    No negative zero, which is taken for zero.
    """
    written: pl.Expr = engine.lit(value)
    return written


def rounded(expr: pl.Expr, digits: int, engine: Any) -> pl.Expr:
    """A number rounded half away from zero, as people do: 0.5 gives 1, -0.5 gives -1.

    A number too large to have so many decimals stays as it is: scaled, rounded and scaled back, 4502479.4 would come
    back as 4502479.400000001. `engine` is the module the expression was built with.
    """
    if digits == 0:
        return _nearest(expr, 0)
    if expr.meta.is_column():
        return _kept_where_large(expr, digits, engine)
    x = engine.field("x")
    return _last(engine.struct(expr.alias("x")), {"rounded": _kept_where_large(x, digits, engine)})


def _kept_where_large(number: pl.Expr, digits: int, engine: Any) -> pl.Expr:
    largest = constant(EXACT / 10.0**digits, engine)
    result: pl.Expr = engine.when(number.abs() < largest).then(_nearest(number, digits)).otherwise(number)
    return result


def rounded_as_written(expr: pl.Expr, digits: int, engine: Any) -> pl.Expr:
    """A number rounded half away from zero as people read it: 1.005 gives 1.01, though its bits lie under the half.

    The number is first taken on nine decimals. Its shortest decimal writing then decides: the multiple of a tenth of
    the last kept unit, or the whole unit, that reads back as the same bits (`_reaches_half`).
    """
    written = rounded(expr, DECIMALS, engine)
    if digits == 0:
        return _nearest(written, 0)
    x, scale, size, units, below, part, near = (engine.field(name) for name in ("x", "s", "a", "p", "k", "f", "h"))
    high = size * _SPLIT - (size * _SPLIT - size)
    lost = (high * scale - units) + (size - high) * scale
    whole = (below + _reaches_half(part, near).cast(engine.Float64)) / scale
    signed = engine.when(x < 0).then(-whole).otherwise(whole)
    return _last(
        engine.struct(written.alias("x"), engine.lit(10.0**digits).alias("s")),
        {"a": x.abs()},
        {"p": size * scale, "h": ((size + size * _NEXT) - size) * 0.5 * scale},
        {"k": units.floor()},
        {"f": (units - below) + lost},
        {"rounded": engine.when(near < 0.5).then(signed).otherwise(x)},
    )


def _nearest(expr: pl.Expr, digits: int) -> pl.Expr:
    return expr.round(digits, mode="half_away_from_zero")


def _reaches_half(part: pl.Expr, near: pl.Expr) -> pl.Expr:
    """Whether the shortest writing of a number reaches the half, `part` being exactly what it has above a whole unit.

    All the decimals within `near` of it read back as the same bits: the whole unit is written where it is among them
    (the shortest), else the nearest tenth (0.5, from 0.45 on), else more decimals, all on one side of the half.
    """
    return (part >= 0.5) | ((part >= 0.45) & (part >= 0.5 - near) & (part > near))


def _last(values: pl.Expr, *steps: dict[str, pl.Expr]) -> pl.Expr:
    """The last value of steps of which each reads those before it by their names (`field`).

    A value read several times is so computed once: written in place, it would double at each nesting.
    """
    for step in steps:
        values = values.struct.with_fields(**step)
    return values.struct.field(list(steps[-1])[-1])


def finite(expr: pl.Expr) -> pl.Expr:
    """The same number, null where it is infinite or not a number.

    By replacement and not by a condition, which would hold the expression twice and double it at each nesting.
    """
    return expr.replace([float("inf"), float("-inf"), float("nan")], None)


def infinite(sign: int, engine: Any) -> pl.Expr:
    """No bound, above (1) or below (-1), in a form that a serialised expression keeps: JSON has no infinity."""
    number: pl.Expr = engine.lit("inf" if sign > 0 else "-inf").cast(engine.Float64)
    return number
