"""An aggregate over units of which some may still move: its least and its greatest value."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

import polars as pl

from hlmdiag.expression import DECIMALS, WholeRef
from hlmdiag.expression.names import WholeFunction

_MIRROR: dict[WholeFunction, WholeFunction] = {"min": "max", "max": "min"}
_Summary = Callable[[pl.Series], float | None]


def aggregate(function: WholeFunction, values: pl.Series) -> float | None:
    """An aggregate over the units that have a value, truths counting one each; None without any."""
    found: object
    if values.null_count() == values.len():
        return None
    match function:
        case "count" | "sum":
            found = values.sum()
        case "share" | "mean":
            found = values.mean()
        case "median":
            found = values.median()
        case "min":
            found = values.min()
        case "max":
            found = values.max()
        case _:
            assert_never(function)
    return round(float(found), DECIMALS) + 0.0 if isinstance(found, int | float) else None


def span(whole: WholeRef, ends: pl.DataFrame) -> tuple[float, float] | None:
    """The least and the greatest value of an aggregate, over `low`, `high`, and `applies` of each unit.

    A unit whose `applies` is false is out; where it is null it may be in or out. None where no unit may be in, infinite
    where nothing bounds the value.
    """
    within = ends.filter(pl.col("applies").fill_null(value=True))
    if within.is_empty():
        return None
    sure, may = within.filter(pl.col("applies")), within.filter(pl.col("applies").is_null())
    least = _least(whole.function, sure["low"], may["low"])
    most = -_least(_MIRROR.get(whole.function, whole.function), -sure["high"], -may["high"])
    return round(least, DECIMALS) + 0.0, round(most, DECIMALS) + 0.0


def _least(function: WholeFunction, sure: pl.Series, may: pl.Series) -> float:
    """The least value, the units of `may` being taken where they lower it.

    Taken in their order, each lowers a mean, a median or an extreme only where it lies under it: the first that does
    not ends the search, which is halved at each step.
    """
    if function in ("count", "sum"):
        return float(sure.sum()) + float(may.clip(upper_bound=0.0).sum())
    ordered = may.sort()
    first, last = (0 if sure.len() else 1), ordered.len()
    while first < last:
        middle = (first + last) // 2
        if ordered[middle] < _of(function, sure, ordered[:middle]):
            first = middle + 1
        else:
            last = middle
    return _of(function, sure, ordered[:first])


def _of(function: WholeFunction, sure: pl.Series, taken: pl.Series) -> float:
    found = aggregate(function, pl.concat([sure, taken]))
    return float("nan") if found is None else found
