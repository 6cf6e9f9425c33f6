"""What is to be said of answers that count as given: to be proven, to be renewed, or of somebody who is not sure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hlmdiag.explain.diagnostic import Diagnostic, IndicatorReading
from hlmdiag.grid.model import Indicator
from hlmdiag.scoring.result_columns import points_high_column, points_low_column
from hlmdiag.wording import Wording


def caveats(diagnostic: Diagnostic, words: Wording) -> Iterator[str]:
    """A line for each kind of answer that is to be looked at again; nothing where there is none."""
    for code, readings in (("a-prouver", diagnostic.unproven), ("a-renouveler", diagnostic.to_renew)):
        if readings:
            named = words.joined(words.named(each.indicator) for each in readings)
            yield words.say(f"rapport.preuve.{code}", answers=named, count=len(readings))
    doubted = [_doubted(each, words) for each in diagnostic.indicators if each.possible is not None]
    if doubted:
        yield words.say("rapport.certitude.reponses", answers=words.joined(doubted), count=len(doubted))


def possible_points(leaf: Indicator, values: Mapping[str, Any]) -> tuple[float, float] | None:
    """The points that a criterion may have, where somebody is not sure of its answer."""
    low, high = values.get(points_low_column(leaf.id)), values.get(points_high_column(leaf.id))
    return None if low is None or high is None else (low, high)


def doubted_text(text: str | None, ends: tuple[float, float] | None, words: Wording) -> str | None:
    """An answer with what its points may be."""
    if text is None or ends is None:
        return text
    return words.say("rapport.certitude.valeur", text=text, low=words.plain(ends[0]), high=words.plain(ends[1]))


def _doubted(reading: IndicatorReading, words: Wording) -> str:
    return doubted_text(words.named(reading.indicator), reading.possible, words) or ""
