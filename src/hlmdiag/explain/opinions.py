"""What each respondent answered, where they do not say the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hlmdiag.explain.diagnostic import IndicatorReading, Opinion
from hlmdiag.explain.wording import value_in_words
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.scoring.result_columns import answers_column
from hlmdiag.states import NAMES
from hlmdiag.text import say
from hlmdiag.text.figures import plain

_CODES = {"true": True, "false": False}


def opinions_of(leaf: Indicator, values: Mapping[str, Any], grid: Grid, language: str = "fr") -> tuple[Opinion, ...]:
    """The answers with their respondents; none where all say the same."""
    answers = values.get(answers_column(leaf.id)) or ()
    if len(set(answers)) < 2:
        return ()
    pairs = zip(values["respondents"], answers, strict=True)
    return tuple(Opinion(who, _in_words(answer, leaf, grid, language)) for who, answer in pairs)


def opinions_in_words(reading: IndicatorReading, language: str = "fr") -> str:
    """The same on one line, with the ranks between the two that are furthest apart."""
    answers = say("rapport.joint", language).join(
        say("rapport.divergence.avis", language, respondent=each.respondent, answer=each.answer)
        for each in reading.opinions
    )
    if not reading.divergence:
        return answers
    return say("rapport.divergence.rangs", language, answers=answers, ranks=plain(reading.divergence, language))


def _in_words(answer: str, leaf: Indicator, grid: Grid, language: str) -> str:
    if answer in NAMES.values():
        return say(f"rapport.etat.{answer}", language)
    return value_in_words(_CODES.get(answer, answer), leaf, grid, language) or answer
