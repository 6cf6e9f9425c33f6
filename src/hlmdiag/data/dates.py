"""Dates and months as people and programs write them, day before month; what is no certain day is refused.

The day is the one that is written: an offset from universal time does not move it.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

from hlmdiag.data.normalise_text import mark
from hlmdiag.data.spreadsheet_days import DAYS_TO_1904, EPOCH

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january", "fevrier fevr fev feb february", "mars mar march", "avril avr apr april",
            "mai may",
            "juin jun june", "juillet juill juil jul july", "aout aou aug august", "septembre sept sep september",
            "octobre oct october", "novembre nov november", "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "lundi lun monday mon", "mardi mar tuesday tue tues", "mercredi mer wednesday wed",
            "jeudi jeu thursday thu thur thurs", "vendredi ven friday fri", "samedi sam saturday sat",
            "dimanche dim sunday sun",
        )
    )
    for name in names.split()
}  # fmt: skip
_DIGIT = re.compile(r"\d")
_LONGEST = 100
_TIME = re.compile(
    r"""(?: (?P<t>t) | [\s,;(_-]+ (?:(?:à|a\u0300|a|at)\s*)? )
    (?: (?P<hour>\d{1,2}) (?: : (?P<minute>\d{2}) (?: : (?P<second>\d{2}) (?P<part>[.,]\d{1,9})? )?
        | \s* h \s* (?: (?P<minutes>\d{2}) \s* (?:min|mn|m)? (?: \s* (?P<seconds>\d{2}) \s* s? )? )?
        | (?= \s* [ap]\.? \s? m ) )
      | (?(t)(?P<compact>\d{6}|\d{4})|(?!)) )
    \s* (?P<half>[ap]\.?\s?m\.?)? \s* (?P<zone>z|utc|(?:gmt|utc)?\s*[+-]\d{2}(?::?\d{2})?|gmt)? \)?
    (?: \s* \([^()]*\) )?""",
    re.IGNORECASE | re.VERBOSE,
)
_ZONE_ALONE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:z|[+-]\d{2}:\d{2})", re.IGNORECASE)
_UNIVERSAL = re.compile(r"(z|utc|gmt|(gmt|utc)?\s*[+-]00(:?00)?)", re.IGNORECASE)
_MIDNIGHTS = (22, 23)
"""The hours of universal time at which a day begins in France, in summer and in winter."""
_OF_WEEK = re.compile(r"(?:le )?(?:([a-z]+)[ ,/]+)?(\d.*)")
_ENGLISH = re.compile(r"(?:([a-z]+)[ ,/]+)?([a-z]+)[ /]+(\d{1,2})(?:st|nd|rd|th)?[ ,/]+(\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2}) ?([/\- ]) ?(\d{1,2}) ?[/\- ] ?(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4}) ?[/\- ] ?(\d{1,2}) ?[/\- ] ?(\d{1,2})")
_COMPACT = re.compile(r"(19\d{2}|20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_IN_WORDS = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?[ \-/]+([a-z]+)[ \-/,]+(\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"(\d{1,2})[/\- ](\d{4})")
_MONTH_LAST = re.compile(r"(\d{4})[/\- ](\d{1,2})")
_MONTH_IN_WORDS = re.compile(r"([a-z]+)[ \-/']*(\d{4}|\d{2})")
_SERIAL = re.compile(r"[1-9]\d{4}(?:[.,]\d+)?")
_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_RECENT, _OLD = 40, 70
"""Two digits are of this century before the one, of the last from the other on; those in between are of neither:
a building of 1965, an end of works in 2045."""


class _Time(NamedTuple):
    is_real: bool
    has_half: bool
    """Whether it says am or pm."""
    is_midnight: bool
    """Whether it is the beginning of a day in France written in universal time, on the day before."""


class _Found(NamedTuple):
    """Parts of a text: the day written in it, if any, and what makes it doubtful."""

    day: date | None
    doubt: str | None = None


def day(text: str) -> date | None:
    """The day that a text gives, None if it gives none for certain.

    >>> day("03/04/2025"), day("2025-04-03T10:11:12.000Z"), day("1er mars 2024"), day("31/02/2024")
    (datetime.date(2025, 4, 3), datetime.date(2025, 4, 3), datetime.date(2024, 3, 1), None)
    >>> day("sam. 12/09/2026"), day("lundi 12/09/2026"), day("12/09/65")
    (datetime.date(2026, 9, 12), None, None)
    """
    found = _read(text)
    return found.day if found.doubt is None else None


def doubt(text: str) -> str | None:
    """The code of what keeps a text that looks like a day from being one for certain."""
    return _read(text).doubt


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


def serial(text: str, *, date_1904: bool = False) -> date | None:
    """The day of a spreadsheet's serial number, None outside the dates that a residence can have.

    >>> serial("45750"), serial("44288,5", date_1904=True), serial("12"), serial("010926")
    (datetime.date(2025, 4, 3), datetime.date(2025, 4, 3), None, None)
    """
    if not _SERIAL.fullmatch(text):
        return None
    days = int(text[:5]) + (DAYS_TO_1904 if date_1904 else 0)
    return EPOCH.date() + timedelta(days=days) if days < 100_000 else None


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the last one of a shorter month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def is_american(text: str) -> bool:
    """Whether a text is a day only if its month comes first: `04/25/2024`, `9/25/2026 3:15 PM`."""
    found = _numbers(text)
    return found is not None and int(found[3]) > 12 >= int(found[1]) > 0 and int(found[3]) <= 31


def is_order_unsure(text: str) -> bool:
    """Whether day and month of a text could be exchanged: `03/04/2025`."""
    found = _numbers(text)
    return found is not None and int(found[1]) <= 12 and int(found[3]) <= 12 and int(found[1]) != int(found[3])


def _numbers(text: str) -> re.Match[str] | None:
    body, _ = _without_time(text)
    of_week = _OF_WEEK.fullmatch(_plain(body))
    return _DAY_FIRST.fullmatch(of_week[2]) if of_week else None


def _read(text: str) -> _Found:
    body, time = _without_time(text)
    plain = _plain(body)
    english = _ENGLISH.fullmatch(plain)
    if english:
        weekday, found = english[1], _Found(_date(english[4], _MONTHS.get(english[2], 0), int(english[3])))
    elif of_week := _OF_WEEK.fullmatch(plain):
        weekday, found = of_week[1], _of_day(of_week[2], time)
    else:
        return _Found(None)
    if found.day is None or found.doubt or not time.is_real:
        return found if time.is_real else _Found(None)
    if weekday and _WEEKDAYS.get(weekday) != found.day.weekday():
        return _Found(found.day, "donnees.jour-de-semaine") if weekday in _WEEKDAYS else _Found(None)
    return _Found(found.day, "donnees.minuit-universel") if time.is_midnight else found


def _of_day(plain: str, time: _Time) -> _Found:
    if found := _DAY_FIRST.fullmatch(plain):
        return _of_numbers(found, time)
    if found := _YEAR_FIRST.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return _Found(_date(found[1], int(found[2]), int(found[3])))
    if found := _IN_WORDS.fullmatch(plain):
        number = _MONTHS.get(found[2], 0)
        doubt = "donnees.annee-a-deux-chiffres" if number and _is_of_no_century(found[3]) else None
        return _Found(_date(found[3], number, int(found[1])), doubt)
    return _Found(None)


def _of_numbers(found: re.Match[str], time: _Time) -> _Found:
    first, second, year = found[1], int(found[3]), found[4]
    if _is_of_no_century(year):
        return _Found(None, "donnees.annee-a-deux-chiffres")
    there = _date(year, second, int(first))
    if there is not None and time.has_half and int(first) <= 12 and int(first) != second:
        return _Found(there, "donnees.jour-et-mois-americain")
    # programs write 26-09-12 for 2026-09-12; with slashes, nobody in France writes the year first
    year_first = len(year) == len(first) == 2 and found[2] == "-" and _date(first, second, int(year))
    if there is not None and year_first and year_first != there:
        return _Found(there, "donnees.annee-ou-jour")
    return _Found(there)


def _without_time(text: str) -> tuple[str, _Time]:
    """A text without the time of the day at its end, and that time."""
    text = text.strip()
    none = _Time(True, False, False)
    if len(text) > _LONGEST or not _DIGIT.search(text):
        return "", none
    if alone := _ZONE_ALONE.fullmatch(text):
        return alone[1], none
    for found in _TIME.finditer(text):
        if found.end() == len(text):
            return text[: found.start()], _time(found)
    return text, none


def _time(found: re.Match[str]) -> _Time:
    compact = found["compact"]
    hour, minute, second = (
        (compact[:2], compact[2:4], compact[4:])
        if compact
        else (found["hour"], found["minute"] or found["minutes"], found["second"] or found["seconds"])
    )
    hours, minutes, seconds = (int(part or 0) for part in (hour, minute, second))
    real = minutes < 60 and seconds < 60 and (1 <= hours <= 12 if found["half"] and hours < 13 else hours < 24)
    universal = bool(_UNIVERSAL.fullmatch(found["zone"] or ""))
    sharp = not minutes and not seconds and not (found["part"] or "").strip(".,0")
    return _Time(real, bool(found["half"]), universal and sharp and hours in _MIDNIGHTS)


def _plain(text: str) -> str:
    return mark(text.replace(".", "/")).strip("/, ") if _DIGIT.search(text) else ""


def _is_of_no_century(year: str) -> bool:
    return len(year) == 2 and _RECENT <= int(year) < _OLD


def _date(year: str, month_number: int, day_number: int) -> date | None:
    number = int(year)
    if _is_of_no_century(year):
        return None
    if len(year) == 2:
        number += 1900 if number >= _OLD else 2000
    if not _FIRST_YEAR <= number <= _LAST_YEAR:
        return None
    try:
        return date(number, month_number, day_number)
    except ValueError:
        return None
