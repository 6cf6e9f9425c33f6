"""The functions of a row, over events and over the stock (design §3, §4)."""

from __future__ import annotations

import ast
import math
import statistics
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from oracle.value import round9

ARITHMETIC: dict[type, Callable[[float, float], float]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a * (1 / b),
}


def half_away(x: float, digits: float = 0.0) -> float:
    """Rounding half away from zero, of the number as written with nine decimals."""
    step = Decimal(1).scaleb(-int(digits))
    return float(Decimal(repr(round9(x))).quantize(step, rounding=ROUND_HALF_UP))


def years_since(x: Any, today: date) -> float:
    """Calendar years since a year; since a date, whole on the anniversary, by days between two of them."""
    if isinstance(x, float):
        return float(today.year - x)
    whole = today.year - x.year
    while months_before(today, 12 * whole) < x:
        whole -= 1
    while months_before(today, 12 * (whole + 1)) >= x:
        whole += 1
    last, before = (months_before(today, 12 * each) for each in (whole, whole + 1))
    return whole + (last - x).days / (last - before).days


ROW_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "min": min,
    "max": max,
    "abs": abs,
    "round": half_away,
    "floor": lambda x: float(math.floor(round9(x))),
    "ceil": lambda x: float(math.ceil(round9(x))),
    "log": math.log,
    "exp": math.exp,
    "sqrt": math.sqrt,
    "years_since": years_since,
}


def summary(function: str, numbers: list[float]) -> float:
    """sum, mean, median, min, max of a non-empty list."""
    by_name = {"sum": math.fsum, "mean": statistics.fmean, "median": statistics.median, "min": min, "max": max}
    return float(by_name[function](numbers))


def most_frequent(values: list[Any]) -> Any:
    """The value found most often; of equals, the first in order."""
    return min(values, key=lambda value: (-values.count(value), value))


def place(function: str, own: float, numbers: list[float]) -> float:
    """Where a value stands among those of the stock; ties share the smallest rank."""
    own = round9(own)
    below = sum(round9(number) < own for number in numbers)
    equal = sum(round9(number) == own for number in numbers)
    if function == "rank":
        return float(below + 1)
    if function == "percentile":
        return 100 * (below + equal / 2) / len(numbers)
    return (own - statistics.fmean(numbers)) / statistics.pstdev(numbers)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(last, day.day))
        except ValueError:
            continue
    raise ValueError(day)
