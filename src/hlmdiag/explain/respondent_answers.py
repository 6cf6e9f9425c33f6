"""The answers of each respondent, where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hlmdiag.explain.caveats import lowered_text
from hlmdiag.explain.diagnostic import IndicatorReading, Opinion, Verdict
from hlmdiag.grid.certainty import UNSURE
from hlmdiag.grid.model import Indicator
from hlmdiag.scoring.result_columns import answers_column, certainties_column
from hlmdiag.scoring.unproven import UNPROVEN
from hlmdiag.states import NAMES, State
from hlmdiag.text.locale import Locale
from hlmdiag.wording import Wording

_CODES = {"true": True, "false": False}


def opinions_of(leaf: Indicator, values: Mapping[str, Any], words: Wording) -> tuple[Opinion, ...]:
    """The answers with their respondents; none where all say the same. Who left it blank says nothing of it."""
    answers = values.get(answers_column(leaf.id)) or ()
    given = set(answers) - {NAMES[State.MISSING]}
    if len(given) < 2:
        return ()
    sure = values.get(certainties_column(leaf.id)) or [""] * len(answers)
    told = zip(_voices(values, words), answers, sure, strict=True)
    return tuple(
        Opinion(who, _told(answer, certainty, leaf, values, words))
        for who, answer, certainty in told
        if answer in given
    )


def answers_heard(leaf: Indicator, values: Mapping[str, Any], words: Wording) -> list[tuple[str, str, str, str]]:
    """Each answer that respondents gave: who, the row, the sheet of the voice where it is known, the answer."""
    given = values.get(answers_column(leaf.id)) or ()
    if not given:
        return []
    parts = values.get("respondent_parts") or [""] * len(given)
    return list(zip(_voices(values, words), values["respondent_rows"], parts, given, strict=True))


def _voices(values: Mapping[str, Any], words: Wording) -> list[str]:
    """Respondents of a unit, in words."""
    named = values["respondents"]
    roles = values.get("respondent_roles") or [""] * len(named)
    return [words.voice(role, who) for role, who in zip(roles, named, strict=True)]


def opinions_in_words(reading: IndicatorReading, words: Locale, *, bare: bool = False) -> str:
    """The same on one line, with the ranks between the furthest two and what they change of the score unless `bare`."""
    answers = words.joined(
        words.say("rapport.divergence.avis", respondent=each.respondent, answer=each.answer)
        for each in reading.opinions
    )
    told = []
    if reading.divergence and not bare:
        told.append(words.say("rapport.divergence.rangs", ranks=words.plain(reading.divergence)))
    if reading.effect and not bare:
        told.append(words.say("rapport.divergence.effet", points=words.number(reading.effect)))
    if not told:
        return answers
    return words.say("rapport.divergence.dit", answers=answers, told=words.joined(told))


def voices_told(verdict: Verdict, words: Wording) -> str | None:
    """Range of the score if every judgement followed its lowest voice, then its highest."""
    if verdict.voices is None or verdict.score is None:
        return None
    low, high, score = (words.score(each) for each in (*verdict.voices, verdict.score))
    return words.say("rapport.divergence.portee", low=low, high=high, score=score)


def _told(answer: str, certainty: str, leaf: Indicator, values: Mapping[str, Any], words: Wording) -> str:
    """An answer with what was scored in its place, and with the doubt of who gave it."""
    text = _in_words(answer, leaf, words)
    if leaf.id in (values.get(UNPROVEN) or ()):
        text = lowered_text(text, leaf, answer, words)
    return words.say("rapport.certitude.avis", answer=text) if certainty == UNSURE else text


def _in_words(answer: str, leaf: Indicator, words: Wording) -> str:
    if answer in NAMES.values():
        return words.state(answer)
    return words.value(_CODES.get(answer, answer), leaf) or answer
