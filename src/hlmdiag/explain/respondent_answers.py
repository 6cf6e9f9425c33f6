"""The answers of each respondent, where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hlmdiag.explain.diagnostic import IndicatorReading, Opinion
from hlmdiag.grid.model import Indicator
from hlmdiag.scoring.result_columns import answers_column
from hlmdiag.states import NAMES
from hlmdiag.text.locale import Locale
from hlmdiag.wording import Wording

_CODES = {"true": True, "false": False}


def opinions_of(leaf: Indicator, values: Mapping[str, Any], words: Wording) -> tuple[Opinion, ...]:
    """The answers with their respondents; none where all say the same."""
    answers = values.get(answers_column(leaf.id)) or ()
    if len(set(answers)) < 2:
        return ()
    pairs = zip(values["respondents"], answers, strict=True)
    return tuple(Opinion(who, _in_words(answer, leaf, words)) for who, answer in pairs)


def opinions_in_words(reading: IndicatorReading, words: Locale) -> str:
    """The same on one line, with the ranks between the two that are furthest apart."""
    answers = words.joined(
        words.say("rapport.divergence.avis", respondent=each.respondent, answer=each.answer)
        for each in reading.opinions
    )
    if not reading.divergence:
        return answers
    return words.say("rapport.divergence.rangs", answers=answers, ranks=words.plain(reading.divergence))


def _in_words(answer: str, leaf: Indicator, words: Wording) -> str:
    if answer in NAMES.values():
        return words.state(answer)
    return words.value(_CODES.get(answer, answer), leaf) or answer
