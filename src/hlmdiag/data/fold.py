"""Words made comparable: blind to case, accents, punctuation and the many kinds of space."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["french", "header", "mark", "units", "without_units", "words"]

_NOT_WORD = re.compile(r"[^0-9a-z]+")
_SPACES = re.compile(r"\s+")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'", "²": "2", "³": "3", "\ufeff": ""})
_UNIT = re.compile(
    r"%|pct|pour ?cent(age)?|en (%|pct|pour ?cent|k?€|k?euros?|mois|jours?|annees?|ans|m2|heures?|nombre)"
    r"|k?€|k?euros?|eur|nb|nbre|nombre|m2|mois|ans?|annees?|j|jours?|h|heures?|logements?|logts?|lgts?"
    r"|(k?€|euros?|nb|nombre)? ?/ ?.+|(pour|sur) (100|1 ?000|10|20|5|4|3)\b.*|oui ?(/|ou) ?non|o ?/ ?n|(jj/)?mm/aaaa"
    r"|etp|min|minutes?|\d+ ?(-|a) ?\d+"
)
_TRAILING_UNIT = re.compile(r"(\s+en)?\s*(%|€)\s*$|\s+en (pct|pour ?cent|euros?)\s*$")


@lru_cache(maxsize=65536)
def words(text: str) -> str:
    """Letters and digits alone, in lower case, separated by single spaces.

    >>> words("  N° de la Résidence_(code)*")
    'n de la residence code'
    """
    return _NOT_WORD.sub(" ", _plain(text)).strip()


@lru_cache(maxsize=65536)
def mark(text: str) -> str:
    """A mark such as `n.c.` or `Sans  objet` in its plain form: no accent, no full stop, single spaces.

    >>> mark("N.C."), mark("À compléter"), mark("#N/A")
    ('nc', 'a completer', '#n/a')
    """
    return _SPACES.sub(" ", _plain(text).replace(".", "")).strip()


def header(text: str) -> str:
    """A header as it is compared, its unit kept: `Vacance (%)` is `vacance`, since `%` is no word."""
    return words(text)


@lru_cache(maxsize=65536)
def without_units(text: str) -> str:
    """A header as it is compared once the units that it bears are left out.

    >>> without_units("Délai moyen (en jours)"), without_units("Vacance en %"), without_units("Satisfaction (2024)")
    ('delai moyen', 'vacance', 'satisfaction 2024')
    """
    plain = _plain(text)
    kept = _BRACKETS.sub(lambda found: " " if _UNIT.fullmatch(found[1].strip()) else found[0], plain)
    return _NOT_WORD.sub(" ", _TRAILING_UNIT.sub("", kept)).strip()


def units(text: str) -> tuple[str, ...]:
    """The units that a header bears, between brackets or at its end.

    >>> units("Vacance (%)"), units("Vacance en %"), units("Nom (2024)")
    (('%',), ('%',), ())
    """
    plain = _plain(text)
    found = [inside.strip() for inside in _BRACKETS.findall(plain) if _UNIT.fullmatch(inside.strip())]
    if not found and (trailing := _TRAILING_UNIT.search(plain)):
        found = [trailing[0].strip()]
    return tuple(unit.removeprefix("en ").strip() for unit in found)


def french(number: float) -> str:
    """A number as a French reader writes it.

    >>> french(12.5), french(100.0)
    ('12,5', '100')
    """
    text = format(number, ".15g")
    return text.replace(".", ",")


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    kept = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _SPACES.sub(" ", kept.casefold()).strip()
