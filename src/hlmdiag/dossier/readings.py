"""How an answer is said in a dossier."""

from __future__ import annotations

from hlmdiag.explain import IndicatorReading, opinions_in_words


def answered_in_words(reading: IndicatorReading, language: str = "fr") -> str:
    """The answer of an indicator; where several people answered differently, what each of them said."""
    if reading.text is not None:
        return reading.text
    return opinions_in_words(reading, language) if reading.opinions else reading.state_text
