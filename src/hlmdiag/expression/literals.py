"""Meaning of a quoted text next to a value of a known type: a code, a level, a date."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from hlmdiag.expression.fold import fold
from hlmdiag.text.characters import seen


def choice_code(text: str, choices: Mapping[str, str]) -> str | None:
    """The code that a text names, by itself or by its label: as it is written, else blind to case and accents.

    None where it names none, or several alike.

    >>> choice_code("Dégradation", {"degr": "dégradation"}), choice_code("COTE", {"côte": "Pente", "coté": "Noté"})
    ('degr', None)
    """
    if text in choices:
        return text
    for form in (seen, fold):
        wanted = form(text)
        named = [code for code, label in choices.items() if wanted in (form(code), form(label))]
        if named:
            return named[0] if len(named) == 1 else None
    return None


def date_of(text: str) -> datetime.date | None:
    """The date that a text writes: a day or a month (then its first day), ISO or French.

    >>> date_of("03/04/2025"), date_of("2025-04")
    (datetime.date(2025, 4, 3), datetime.date(2025, 4, 1))
    """
    for pattern in (
        r"(?P<year>\d{4})-(?P<month>\d{2})(-(?P<day>\d{2}))?",
        r"((?P<day>\d{1,2})/)?(?P<month>\d{1,2})/(?P<year>\d{4})",
    ):
        match = re.fullmatch(pattern, text.strip(), re.ASCII)
        if match:
            try:
                return datetime.date(int(match["year"]), int(match["month"]), int(match["day"] or 1))
            except ValueError:
                return None
    return None


def truth_of(text: str) -> bool | None:
    """The truth value whose code a text is."""
    return {"true": True, "false": False}.get(fold(text))
