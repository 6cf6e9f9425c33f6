"""Answers in the words of a dossier."""

from __future__ import annotations

from hlmdiag.explain import IndicatorReading, opinions_in_words
from hlmdiag.wording import Wording


def answered_in_words(reading: IndicatorReading, words: Wording) -> str:
    """The answer of an indicator; where several people answered differently, what each of them said."""
    if reading.text is not None:
        return reading.text
    return opinions_in_words(reading, words) if reading.opinions else reading.state_text
