"""Dates and months as people write them, day before month; what is no certain day is refused."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from hlmdiag.data.fold import mark

__all__ = ["day", "is_american", "is_order_unsure", "month", "months_before", "serial"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january", "fevrier fevr fev feb february", "mars mar march", "avril avr apr april",
            "mai may",
            "juin jun june", "juillet juil jul july", "aout aou aug august", "septembre sept sep september",
            "octobre oct october", "novembre nov november", "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_DIGIT = re.compile(r"\d")
_CLOCK = r"(?:[ t,à]+\d{1,2}[:h]\d{0,2}(?::\d{2}(?:[.,]\d+)?)?(?:z|[+-]\d{2}:?\d{2})?)?"
_DAY_FIRST = re.compile(rf"(\d{{1,2}})[/.\- ](\d{{1,2}})[/.\- ](\d{{4}}|\d{{2}}){_CLOCK}")
_YEAR_FIRST = re.compile(rf"(\d{{4}})[/.\-](\d{{1,2}})[/.\-](\d{{1,2}}){_CLOCK}")
_COMPACT = re.compile(r"(19\d{2}|20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_IN_WORDS = re.compile(r"(?:[a-z]+ )?(\d{1,2})(?:er)?[ \-/]([a-z]+)[ \-/](\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{4})")
_MONTH_LAST = re.compile(r"(\d{4})[/.\- ](\d{1,2})")
_MONTH_IN_WORDS = re.compile(r"([a-z]+)[ \-/']*(\d{4}|\d{2})")
_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_PIVOT = 70
"""Two digits from 70 on are of the last century, as in spreadsheets' own habit (30) made safe for dates of building."""


def day(text: str) -> date | None:
    """The day that a text gives, None if it gives none.

    >>> day("03/04/2025"), day("2025-04-03 00:00:00"), day("1er mars 2024"), day("31/02/2024")
    (datetime.date(2025, 4, 3), datetime.date(2025, 4, 3), datetime.date(2024, 3, 1), None)
    """
    plain = _plain(text)
    if found := _DAY_FIRST.fullmatch(plain):
        return _date(found[3], int(found[2]), int(found[1]))
    if found := _YEAR_FIRST.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return _date(found[1], int(found[2]), int(found[3]))
    if found := _IN_WORDS.fullmatch(plain):
        return _date(found[3], _MONTHS.get(found[2], 0), int(found[1]))
    return None


def month(text: str) -> date | None:
    """The first day of the month that a text gives, None if it gives none.

    >>> month("04/2025"), month("janv-23"), month("Décembre 2024"), month("2024-13")
    (datetime.date(2025, 4, 1), datetime.date(2023, 1, 1), datetime.date(2024, 12, 1), None)
    """
    plain = _plain(text)
    if found := _MONTH_FIRST.fullmatch(plain):
        return _date(found[2], int(found[1]), 1)
    if found := _MONTH_LAST.fullmatch(plain):
        return _date(found[1], int(found[2]), 1)
    if found := _MONTH_IN_WORDS.fullmatch(plain):
        return _date(found[2], _MONTHS.get(found[1], 0), 1)
    return None


def serial(number: float, *, date_1904: bool = False) -> date | None:
    """The day of a spreadsheet's serial number, None outside the dates that a residence can bear.

    >>> serial(45750), serial(44288, date_1904=True), serial(12)
    (datetime.date(2025, 4, 3), datetime.date(2025, 4, 3), None)
    """
    days = int(number) + (1462 if date_1904 else 0)
    if not 10_000 <= days < 100_000:
        return None
    return date(1899, 12, 30) + timedelta(days=days)


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the last one of a shorter month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def is_american(text: str) -> bool:
    """Whether a text is a day only if its month comes first: `04/25/2024`."""
    found = _DAY_FIRST.fullmatch(_plain(text))
    return found is not None and int(found[2]) > 12 >= int(found[1]) and int(found[2]) <= 31


def is_order_unsure(text: str) -> bool:
    """Whether day and month of a text could be exchanged: `03/04/2025`."""
    found = _DAY_FIRST.fullmatch(_plain(text))
    return found is not None and int(found[1]) <= 12 and int(found[2]) <= 12 and found[1] != found[2]


def _plain(text: str) -> str:
    return mark(text.replace(".", "/")).strip("/ ") if _DIGIT.search(text) else ""


def _date(year: str, month_number: int, day_number: int) -> date | None:
    number = int(year)
    if len(year) == 2:
        number += 1900 if number >= _PIVOT else 2000
    if not _FIRST_YEAR <= number <= _LAST_YEAR:
        return None
    try:
        return date(number, month_number, day_number)
    except ValueError:
        return None
