"""Caveats on answers that count as given: unproven, to be renewed, or not sure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from hlmdiag.explain.diagnostic import Diagnostic, IndicatorReading
from hlmdiag.explain.exceptions import EXCEPTIONS, mark_of
from hlmdiag.grid.model import Indicator
from hlmdiag.rules.normalise import Choices
from hlmdiag.scoring.result_columns import points_high_column, points_low_column, value_column
from hlmdiag.scoring.unproven import UNPROVEN, lowered
from hlmdiag.wording import Wording


def caveats(diagnostic: Diagnostic, words: Wording) -> Iterator[str]:
    """A line for each kind of answer that is to be looked at again; nothing where there is none."""
    for code, readings, told in (
        ("a-prouver", diagnostic.unproven, _to_prove), ("a-renouveler", diagnostic.to_renew, _named),
        ("pas-sur", [each for each in diagnostic.indicators if each.possible is not None], _doubted),
    ):  # fmt: skip
        if readings:
            answers = words.joined(told(each, words) for each in readings)
            yield words.say(f"rapport.preuve.{code}", answers=answers, count=len(readings))
    yield from diagnostic.exceptions


def possible_points(leaf: Indicator, values: Mapping[str, Any]) -> tuple[float, float] | None:
    """The points that a criterion may have, where somebody is not sure of its answer."""
    if leaf.certainty is None:
        return None
    low, high = values.get(points_low_column(leaf.id)), values.get(points_high_column(leaf.id))
    return None if low is None or high is None else (low, high)


def with_caveats(text: str | None, leaf: Indicator, values: Mapping[str, Any], words: Wording, day: date) -> str | None:
    """An answer with what was scored in its place, with what its points may be, and that it is an exception."""
    if text is None:
        return None
    if leaf.id in (values.get(UNPROVEN) or ()):
        text = lowered_text(text, leaf, values[value_column(leaf.id)], words)
    excepted = values.get(EXCEPTIONS, {}).get(leaf.id)
    if excepted is not None:
        text = words.say("rapport.exception.valeur", text=text, mark=mark_of(excepted, day, words))
    return _with_ends(text, possible_points(leaf, values), words)


def lowered_text(text: str, leaf: Indicator, value: object, words: Wording) -> str:
    """An answer that is not proven with the one that was scored instead, where the grid says so."""
    rule = leaf.rule
    if lowered(leaf, words.grid) is None or not isinstance(rule, Choices):
        return text
    code = f"{value:.0f}" if isinstance(value, float) else str(value).lower() if isinstance(value, bool) else str(value)
    if code not in rule.asking or (instead := rule.next_worse(code, words.grid.scale)) == code:
        return text
    return words.say("rapport.preuve.note-comme", text=text, instead=words.value(instead, leaf))


def _named(reading: IndicatorReading, words: Wording) -> str:
    return words.named(reading.indicator)


def _to_prove(reading: IndicatorReading, words: Wording) -> str:
    return lowered_text(words.named(reading.indicator), reading.indicator, reading.value, words)


def _doubted(reading: IndicatorReading, words: Wording) -> str:
    return _with_ends(words.named(reading.indicator), reading.possible, words)


def _with_ends(text: str, ends: tuple[float, float] | None, words: Wording) -> str:
    if ends is None:
        return text
    return words.say("rapport.certitude.valeur", text=text, low=words.plain(ends[0]), high=words.plain(ends[1]))
