"""Names the causes that leave the interval of a score open: one wording for reports, messages and limits."""

from __future__ import annotations

from collections.abc import Iterable

from hlmdiag.grid.model import Indicator
from hlmdiag.text.phrase import Phrase


def left_open_by(indicators: Iterable[Indicator]) -> Phrase:
    """All that may move a score made of these indicators: missing answers, then what the grid carries besides.

    >>> left_open_by([]).say("en")
    'the missing answers'
    """
    known = tuple(indicators)
    unsure = any(each.certainty is not None for each in known)
    survey = any(each.has_margin for each in known)
    both = [*(["certitude"] if unsure else []), *(["marge"] if survey else [])]
    return Phrase(f"rapport.ouvert-par.{'-et-'.join(both) or 'reponses'}")
