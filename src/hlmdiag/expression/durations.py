"""Years before a day: whole on the anniversary, in proportion of days between two anniversaries."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

_MEAN_YEAR = 365.2425
_MOST_DRIFT = 3
"""Days, more than leap days may put so many calendar years before or after as many mean years."""


def years_of(days: pl.Expr, today: datetime.date, engine: Any) -> pl.Expr:
    """The years that so many days before `today` make (negative days: after it).

    An anniversary is the day and month of `today` in another year, the last of February where it has no 29th. Days
    alone are read, so that every engine can work it out.
    """
    years = ((days + _MOST_DRIFT) * (1 / _MEAN_YEAR)).floor()
    since = days - _days_in(years, today)
    earlier, later = (_days_in(years + step, today) - _days_in(years + step - 1, today) for step in (1, 0))
    width: pl.Expr = engine.when(since >= 0).then(earlier).otherwise(later)
    return years + since * (1 / width)


def _days_in(years: pl.Expr, today: datetime.date) -> pl.Expr:
    """The days between `today` and its anniversary so many years before."""
    counts_own = (today.month, today.day) >= (2, 29)
    last = today.year if counts_own else today.year - 1
    leaps = last // 4 - last // 100 + last // 400
    return years * 365 + (leaps - _leap_days(last - years))


def _leap_days(year: pl.Expr) -> pl.Expr:
    """Number of leap days up to the end of a year; half a year off an edge, so that rounding has no effect."""
    every_four, every_century, every_cycle = (((year + 0.5) * (1 / each)).floor() for each in (4, 100, 400))
    return every_four - every_century + every_cycle
