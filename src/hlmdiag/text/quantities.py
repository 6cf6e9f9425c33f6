"""A number with its unit, as it is read aloud: « 17,5 pour 100 logements par an », « 1 fait par an », « 24,6 % ».

A grid writes its units as formulas do (`/100 logements/an`, `faits/an`, `rapport à la médiane`); a sentence says them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from hlmdiag.text import say
from hlmdiag.text.figures import decimals_apart, percent_sign, plain

EXACT = 3
"""Decimals of a value that is to be reached: one that is rounded might not be enough."""

_RATIO = re.compile(r"(?:rapport à|ratio to) (.+)")
_ANSWERS = re.compile(r"\d (?:à|to) \d|×|\b(?:niveaux|levels)$|^(?:oui/non|yes/no)$")
"""Units that name the answers, not what is counted: `niveau 1 à 4`, `oui/non`, `nature × récurrence`."""
_YEARS = ("années", "ans")
_INVARIABLE = ("mois", "refus", "fois", "avis", "cas", "accès")


def quantity(
    value: float, unit: str | None, language: str, limits: Iterable[float] = (), decimals: int | None = None
) -> str:
    """A value as a sentence says it; `limits`: those on whose side it must be read; `decimals`: as many at most.

    >>> quantity(17.531, "/100 logements/an", "fr"), quantity(1, "faits/an", "fr")
    ('17,5\\xa0pour 100 logements par an', '1\\xa0fait par an')
    >>> quantity(1.249, "rapport à la médiane", "fr")
    '1,25\\xa0fois la médiane'
    """
    shown = plain(value, language, shown_decimals(value, unit, limits) if decimals is None else decimals)
    if unit == "%":
        return f"{shown}{percent_sign(language)}"
    words = unit_words(unit, value, language)
    return f"{shown}\N{NO-BREAK SPACE}{words}" if words else shown


def shown_decimals(value: float, unit: str | None, limits: Iterable[float] = ()) -> int:
    """The decimals that a value deserves: three figures at most, a tenth of a percent, more beside a limit.

    >>> shown_decimals(24.594, "%"), shown_decimals(1.249, None), shown_decimals(1249.6, "€")
    (1, 2, 0)
    >>> shown_decimals(44.995, None, [45])
    3
    """
    size = abs(value)
    usual = 1 if unit == "%" or 10 <= size < 1000 else 0 if size >= 1000 else 2
    return decimals_apart(value, limits, usual)


def unit_words(unit: str | None, value: float, language: str) -> str:
    """Unit in words after a number, in the singular under two; nothing without a unit.

    >>> [unit_words(*it, "fr") for it in (("/100", 3), ("ETP/100 logements", 0.4), ("€/logement/an", 12))]
    ['sur 100', 'ETP pour 100 logements', '€ par logement et par an']
    """
    if not unit:
        return ""
    if _ANSWERS.search(unit):
        return f"({unit})"
    if ratio := _RATIO.fullmatch(unit):
        return say("unite.fois", language, of=ratio[1])
    head, *below = [part.strip() for part in unit.split("/")]
    if not below or not all(below):
        return _counted(unit, value)
    if not head and below[0].isdigit() and len(below) == 1:
        return say("unite.sur", language, of=below[0])
    return " ".join(part for part in (_counted(head, value), _below(below, language)) if part)


def _below(parts: list[str], language: str) -> str:
    """Denominator of a count: « pour 100 logements par an », « par logement et par an »."""
    first, *others = parts
    is_number = first[0].isdigit()
    words = say("unite.pour" if is_number else "unite.par", language, of=first)
    joint = " " if is_number else f" {say('unite.et', language)} "
    return joint.join([words, *(say("unite.par", language, of=other) for other in others)])


def _counted(noun: str, value: float) -> str:
    """A noun in the number of its value: its first word loses its mark of the plural under two."""
    if noun in _YEARS:
        return "an" if abs(value) < 2 else "ans"
    first, space, rest = noun.partition(" ")
    if abs(value) < 2 and len(first) > 2 and first.endswith("s") and first not in _INVARIABLE:
        return f"{first[:-1]}{space}{rest}"
    return noun
