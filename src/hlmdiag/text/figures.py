"""Numbers, shares and dates as a reader of each language writes them; rounding for display happens here and last."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

_THOUSANDS = {"fr": "\u202f", "en": ","}
_DECIMAL = {"fr": ",", "en": "."}
_PERCENT = {"fr": "\u202f%", "en": "%"}
_DAY = {"fr": "%d/%m/%Y", "en": "%Y-%m-%d"}
_MONTH = {"fr": "%m/%Y", "en": "%Y-%m"}
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DECIMALS = 9
"""Decimals of a result: two numbers that differ there are different."""
_EXACT = Context(prec=400)
"""More figures than a number has: the usual 28 refuse a threshold such as 1e30."""


def number(value: float, language: str, decimals: int = 1, bounds: Iterable[float] = ()) -> str:
    """A measure with a fixed number of decimals, so that a column of them lines up.

    More decimals are shown where it would pass one of `bounds` otherwise: under a threshold, it is read under it.

    >>> number(1234.56, "fr"), number(29.96, "fr"), number(29.96, "fr", bounds=[30])
    ('1\\u202f234,6', '30,0', '29,96')
    """
    return _spell(_round(value, decimals_beside(value, bounds, decimals)), language)


def decimals_beside(value: float, bounds: Iterable[float], decimals: int = 1) -> int:
    """The decimals, `decimals` at least, with which a measure stays on its side of each bound, which is its own."""
    near = _near(value, bounds, decimals)
    if not near:
        return decimals
    return next((more for more in range(decimals, _DECIMALS) if _is_beside(value, near, more)), _DECIMALS)


def _near(value: float, bounds: Iterable[float], decimals: int) -> list[float]:
    return [bound for bound in bounds if abs(value - bound) <= 10.0**-decimals]


def _is_beside(value: float, bounds: Iterable[float], decimals: int) -> bool:
    shown = _round(value, decimals)
    return all((value < bound) == (shown < Decimal(repr(bound))) for bound in bounds)


def decimals_apart(value: float, limits: Iterable[float], decimals: int = 1) -> int:
    """The decimals, `decimals` at least, with which a measure is shown under, at or above each limit as it is.

    >>> decimals_apart(3.3333, [3.3]), decimals_apart(3.3333, [3.33]), decimals_apart(3.3, [3.3])
    (2, 3, 1)
    """
    near = _near(value, limits, decimals)
    if not near:
        return decimals
    exact, known = Decimal(repr(value)), [Decimal(repr(limit)) for limit in near]
    for more in range(decimals, _DECIMALS):
        shown = _round(value, more)
        if all(shown.compare(limit) == exact.compare(limit) for limit in known):
            return more
    return _DECIMALS


def decimals_that_add(terms: Iterable[float], total: float, decimals: int = 1) -> int:
    """The decimals, `decimals` at least, with which rounded terms make their rounded total, as a reader adds them.

    >>> decimals_that_add([22.84, 8.2], 31.04), decimals_that_add([22.84, 8.12], 30.96)
    (1, 2)
    """
    added = list(terms)
    for more in range(decimals, _DECIMALS):
        if sum(_round(each, more) for each in added) == _round(total, more):
            return more
    return decimals


def decimals_moved(before: float, after: float, bounds: Iterable[float] = (), decimals: int = 1) -> int:
    """The decimals, `decimals` at least, for both of two measures: two that differ are never spelled alike.

    >>> decimals_moved(22.84, 31.04), decimals_moved(22.84, 22.81), decimals_moved(44.995, 50, [45])
    (1, 2, 3)
    """
    return next(_moved(before, after, bounds, decimals), _DECIMALS)


def _moved(before: float, after: float, bounds: Iterable[float], decimals: int) -> Iterator[int]:
    """The decimals at which two measures differ, each being on its side of its bounds: more may be worse than fewer."""
    limits = list(bounds)
    near = [(each, _near(each, limits, decimals)) for each in (before, after)]
    for more in range(decimals, _DECIMALS):
        differ = before == after or _round(before, more) != _round(after, more)
        if differ and all(_is_beside(each, own, more) for each, own in near):
            yield more


def difference(before: float, after: float, bounds: Iterable[float] = (), decimals: int = 1) -> tuple[int, float]:
    """The decimals of two measures, and what the second has more as a reader counts it from the two figures shown.

    One decimal more where the difference would seem false, or be wrong by a tenth; what is left is in the difference.

    >>> difference(22.84, 31.04), difference(22.84, 30.96), difference(70.662, 71.827)
    ((1, 8.2), (2, 8.12), (2, 1.17))
    """
    fits = [*_moved(before, after, bounds, decimals), _DECIMALS]
    most = next(more for more in fits if more >= 2)
    moved = round(after - before, _DECIMALS)
    adding = (more for more in fits if _round(before, more) + _round(moved, more) == _round(after, more))
    shown = min(next(adding, fits[0]), most)
    return shown, float(_round(after, shown) - _round(before, shown))


def left_to(bound: float, value: float, bounds: Iterable[float] = ()) -> float:
    """Distance from a measure to a bound, counted from the two shown figures, and zero only if reached.

    >>> left_to(45, 42.85, [45]), left_to(45, 45.04, [45]), left_to(45, 45, [45])
    (2.1, 0.04, 0.0)
    """
    shown = _round(value, decimals_beside(value, bounds))
    return float(abs(Decimal(repr(bound)) - shown) or round(abs(bound - value), _DECIMALS))


def integer(value: float, language: str) -> str:
    """A count, its thousands set apart.

    >>> integer(12500, "fr")
    '12\\u202f500'
    """
    return number(value, language, 0)


def plain(value: float, language: str, decimals: int = 3) -> str:
    """A received or computed value with the decimals it has, no trailing zero.

    >>> plain(12.50, "fr"), plain(0.123456, "fr")
    ('12,5', '0,123')
    """
    rounded = _round(value, decimals)
    if rounded == 0 and value != 0:
        rounded = Decimal(f"{value:.1g}")
    return _spell(rounded.normalize(_EXACT) if rounded else Decimal(0), language)


def percent(share: float, language: str, decimals: int = 0) -> str:
    """A share of one as a percentage, cut and not rounded: « 100 % » means all, and a bound not reached never shows.

    >>> percent(0.999, "fr"), percent(0.6, "fr")
    ('99\\u202f%', '60\\u202f%')
    """
    cut = (Decimal(repr(round(share, 9))) * 100).quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN, _EXACT)
    return _spell(cut, language) + _PERCENT[language]


def percent_sign(language: str) -> str:
    """Percent sign, with the space that the language sets before it."""
    return _PERCENT[language]


def proportion(share: float, language: str, decimals: int = 0) -> str:
    """A share of one as a percentage, rounded: for parts of a whole that a reader adds up.

    >>> proportion(2 / 3, "fr"), proportion(1 / 3, "fr", decimals=1)
    ('67\\u202f%', '33,3\\u202f%')
    """
    return number(float(Decimal(repr(share)) * 100), language, decimals) + _PERCENT[language]


def day(value: date, language: str) -> str:
    """A date in figures.

    >>> day(date(2026, 11, 1), "fr")
    '01/11/2026'
    """
    return value.strftime(_DAY[language])


def month(value: date, language: str) -> str:
    """The month of a date, in figures.

    >>> month(date(2026, 11, 1), "fr")
    '11/2026'
    """
    return value.strftime(_MONTH[language])


def day_written(text: str, language: str) -> str:
    """A date as typed: a whole day in the figures of the language, a year or a month unchanged.

    >>> day_written("2018-11-15", "fr"), day_written("2021", "fr")
    ('15/11/2018', '2021')
    """
    return day(date.fromisoformat(text), language) if _ISO_DAY.fullmatch(text) else text


@lru_cache(maxsize=65_536)
def _round(value: float, decimals: int) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT)


def _spell(value: Decimal, language: str) -> str:
    text = f"{abs(value):,f}".replace(",", "\0").replace(".", _DECIMAL[language]).replace("\0", _THOUSANDS[language])
    return f"\u2212{text}" if value < 0 else text
