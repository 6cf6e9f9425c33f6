"""Names of sheets and files that announce something else than the stock of today: archives, drafts, what was sold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hlmdiag.data.normalise_text import words
from hlmdiag.data.read_log import listed
from hlmdiag.data.sheet import Sheet
from hlmdiag.errors import Problem, Severity

_ANNOUNCES = re.compile(
    r"\b(?:archives?|ancien(?:ne)?s?|old|brouillons?|exemples?|modeles?|tests?|sauvegardes?|backup|copies?|copy|historique"
    r"|vendue?s?|cedee?s?|cessions?|demoli(?:e|tion)?s?|sorti(?:e)?s?|supprimee?s?|corbeille|obsoletes?|poubelle"
    r"|hors (?:parc|patrimoine|gestion)|(?:ne pas|a ne pas|plus) utiliser|a supprimer)\b"
)


def announces_another(sheet: Sheet) -> bool:
    """Whether the name of a sheet, or of a text file, announces rows that may not be of the stock."""
    return _ANNOUNCES.search(words(sheet.title)) is not None


def about_names(sheets: Sequence[Sheet]) -> list[Problem]:
    """The warning on such sheets among those that are read one after the other, unless all of them are."""
    found = [sheet for sheet in sheets if announces_another(sheet)]
    if not found or len(found) == len(sheets):
        return []
    return [
        found[0].problem(
            "donnees.feuilles-douteuses", severity=Severity.WARNING, sheets=listed(found), count=len(found)
        )
    ]
