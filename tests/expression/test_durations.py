"""Years since a date: whole on the anniversary, against a calendar walked year by year."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hlmdiag.expression.durations import years_of
from oracle.functions import years_since

DAYS = st.dates(date(1600, 1, 1), date(2399, 12, 31))


def years(start: date, today: date) -> float:
    frame = pl.DataFrame({"days": [float((today - start).days)]})
    return float(frame.select(years_of(pl.col("days"), today, pl)).item())


@given(start=DAYS, today=DAYS)
@example(date(1895, 11, 28), date(2026, 11, 28))
@example(date(2024, 2, 29), date(2025, 2, 28))
@example(date(2024, 2, 29), date(2025, 3, 1))
@example(date(2023, 2, 28), date(2024, 2, 29))
@example(date(2027, 1, 15), date(2026, 11, 28))
def test_years_are_those_of_the_calendar(start: date, today: date) -> None:
    assert years(start, today) == pytest.approx(years_since(start, today), abs=1e-9)


@given(today=DAYS, count=st.integers(-150, 150))
def test_an_anniversary_is_so_many_years(today: date, count: int) -> None:
    if (today.month, today.day) != (2, 29):
        assert years(today.replace(year=today.year - count), today) == count


@given(start=DAYS.filter(lambda day: day < date(2399, 12, 31)), today=DAYS)
def test_an_earlier_day_is_longer_ago(start: date, today: date) -> None:
    assert years(start, today) > years(start + timedelta(days=1), today)
