"""The window of events: ]date − n months, date]."""

from __future__ import annotations

from datetime import date

import pytest

from hlmdiag.data.dates import months_before


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 30), 12, date(2025, 11, 30)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 15), 25, date(2023, 12, 15)),
    ],
)
def test_the_same_day_some_months_earlier(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected
