"""Recognises names of people in a column: titles of courtesy, initials, first names."""

from __future__ import annotations

import re

from hlmdiag.data.column_content import ColumnContent
from hlmdiag.data.normalise_text import words
from hlmdiag.data.title_notions import notions_of
from hlmdiag.data.trade_vocabulary import stem, trade_vocabulary

_SHAPE = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){1,3}")
_COURTESY = re.compile(r"(?:M\.?|Mr\.?|Mme|Mlle|Monsieur|Madame|Mademoiselle) \w.*")
_INITIAL = re.compile(r"[A-Z]\. ?[^\W\d_]{2,}|[^\W\d_]{2,} [A-Z]\.")
_PLACES = frozenset(["résidence", "adresse", "commune", "quartier", "programme", "groupe", "bâtiment", "hall"])
"""Places are named after people."""
_FEWEST = 2
_MOST = 0.6


def name_people(header: str, content: ColumnContent) -> bool:
    """Whether most different texts of a column are names of people; never where its title announces a place.

    >>> some, others = ColumnContent.of(["Mme Exemple", "Paul MODELE"]), ColumnContent.of(["Tour Ouest", "Bel Air"])
    >>> name_people("Suivi par", some), name_people("Suivi par", others), name_people("Groupe", some)
    (True, False, False)
    """
    shaped = [text for text in content.different if _SHAPE.fullmatch(text)]
    if len(content.different) < _FEWEST or len(shaped) < _MOST * len(content.different):
        return False
    if any(way.notions & _PLACES for way in notions_of(header)):
        return False
    return sum(map(_is_person, shaped)) >= _MOST * len(content.different)


def _is_person(text: str) -> bool:
    if _COURTESY.fullmatch(text) or _INITIAL.fullmatch(text):
        return True
    parts = words(text).split()
    known = trade_vocabulary()
    if not any(part in known.first_names for part in parts):
        return False
    notions = (notion.name for part in parts for notion in known.spelled.get((stem(part),), ()))
    return _PLACES.isdisjoint(notions)
