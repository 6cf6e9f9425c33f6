"""Numbers as people write them in French spreadsheets; what cannot be one single number is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hlmdiag.text.characters import plain

PLAIN = r"^[0-9]{1,15}(?:\.[0-9]{1,15})?$"
"""A number that needs no understanding: cast in the column."""

SPELLED = r"^[-+]?(?:[0-9]{1,15}|[0-9]{1,3}(?: [0-9]{3})+)(?:[.,][0-9]{1,15})? ?%?$"
"""The usual French spellings, simple enough to be rewritten in the column: `-1 234,5`, `12,5 %`."""

_NUMBER = re.compile(
    r"(?P<sign>[-+]?)[ ']*"
    r"(?P<digits>[0-9]{1,15}(?:[.,][0-9]{1,18})?[eE][-+]?[0-9]{1,3}"
    r"|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]{1,18}"
    r"|[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]{1,3}(?:,[0-9]{3}){2,}"
    r"|(?:[0-9]{1,3}(?:[ '][0-9]{3})+|[0-9]{1,18})(?:[.,][0-9]{1,18})?|[.,][0-9]{1,18})"
    r" *(?P<unit>(?:[^\W\d_]|[%€$£°/(]).{0,30})?"
)
_DOTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_COMMAS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3}){2,}")
_APPROXIMATE = re.compile(
    r"(?:[<>≤≥~≈±]|=<|env\b|environ|autour|pr[eè]s de|plus de|moins de|au moins|au plus|entre\b|jusqu|min\b|max\b|mini"
    r"|maxi|approx|estim|ca\.?\s|vers\b).*\d.*"
    r"|.*\d\s*(?:à|a|-|–|—|ou|et|/)\s*\d[\d\s.,]*\s*%?"
    r"|.*\d\s*%?\s*(?:\+|env\.?|environ|approx\.?|et plus|ou plus|et moins|ou moins"
    r"|max\.?|min\.?|maxi|mini|\?|\(?estim.*)",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"(?P<above>[0-9]{1,6}(?:[.,][0-9]{1,6})?) *(?:/|sur) *(?P<below>[0-9]{1,6})", re.IGNORECASE)


_YEAR = r"(?:1[789]|20)[0-9]{2}"
_TWO_YEARS = re.compile(rf"({_YEAR}) *(?:/|-|–|—|;|,|à|a|et|ou|puis) *({_YEAR}|[0-9]{{2}})", re.IGNORECASE)


@dataclass(frozen=True)
class ParsedNumber:
    """A number read in a text, with the unit written after it (`%` for a percent)."""

    value: float
    unit: str = ""


def parse_number(text: str) -> ParsedNumber | None:
    """The number that a whole text spells, None if it is no single number.

    >>> parse_number("1 234,5 €"), parse_number("−12 %")
    (ParsedNumber(value=1234.5, unit='€'), ParsedNumber(value=-12.0, unit='%'))
    >>> parse_number("1.1144e+006"), parse_number("1.234,5").value
    (ParsedNumber(value=1114400.0, unit=''), 1234.5)
    """
    found = _NUMBER.fullmatch(plain(text))
    if found is None:
        return None
    digits = re.sub("[ ']", "", found["digits"])
    if _DOTS.fullmatch(digits):
        digits = digits.replace(".", "").replace(",", ".")
    elif _COMMAS.fullmatch(digits):
        digits = digits.replace(",", "")
    value = float(digits.replace(",", "."))
    if value - value != 0:
        return None
    negative = found["sign"] not in ("", "+") and value != 0
    return ParsedNumber(-value if negative else value, (found["unit"] or "").strip())


def is_approximate(text: str) -> bool:
    """Whether a text gives a number more or less, a range or a bound.

    >>> [is_approximate(text) for text in ("env. 20", ">10", "2 à 3", "10+", "20", "R2")]
    [True, True, True, True, False, False]
    """
    return _APPROXIMATE.fullmatch(plain(text)) is not None


def fraction(text: str) -> tuple[float, float] | None:
    """The two numbers of a mark such as `7,5/10`, None if the text is none.

    >>> fraction("7,5/10")
    (7.5, 10.0)
    """
    found = _FRACTION.fullmatch(plain(text))
    if found is None:
        return None
    return float(found["above"].replace(",", ".")), float(found["below"])


def two_years(text: str) -> tuple[str, str] | None:
    """The two years that a text gives where one number is expected, None if it gives none.

    >>> two_years("1968/1972"), two_years("2019-20"), two_years("12/20"), two_years("1968/12")
    (('1968', '1972'), ('2019', '2020'), None, None)
    """
    found = _TWO_YEARS.fullmatch(plain(text))
    if found is None:
        return None
    first, last = found[1], found[2] if len(found[2]) == 4 else found[1][:2] + found[2]
    return (first, last) if first < last else None
