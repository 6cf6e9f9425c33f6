"""The justified exceptions of each unit, and their lines beside their criterion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hlmdiag.explain.diagnostic import IndicatorReading
from hlmdiag.scoring.exceptions import JustifiedException, exceptions_of
from hlmdiag.scoring.result import Result
from hlmdiag.wording import Wording

EXCEPTIONS = "exceptions"
"""Name of the exceptions of a unit's indicators, by id, among its values."""


def exceptions_by_unit(result: Result) -> Mapping[str, Mapping[str, JustifiedException]]:
    """By code of a unit as it was written, then by criterion; of several on one criterion, the one that ends last."""
    found: dict[str, dict[str, JustifiedException]] = {}
    for each in exceptions_of(result.manifest.notes, result.grid):
        known = found.setdefault(each.unit, {})
        held = known.get(each.indicator)
        if held is None or (held.end or date.min) <= (each.end or date.min):
            known[each.indicator] = each
    return found


def mark_of(found: JustifiedException, day: date, words: Wording) -> str:
    """Mark beside the answer."""
    return words.say("rapport.exception.expiree" if found.has_expired(day) else "rapport.exception.marque")


def exceptions_told(
    found: Mapping[str, JustifiedException], readings: Mapping[str, IndicatorReading], result: Result, words: Wording
) -> tuple[str, ...]:
    """Exceptions of a unit, one line each."""
    day = result.manifest.reference_date
    return tuple(_told(each, words.named(readings[id].indicator), day, words) for id, each in found.items())


def _told(found: JustifiedException, title: str, day: date, words: Wording) -> str:
    """The whole of it, on one line."""
    parts = [found.author or words.say("rapport.exception.sans-auteur")]
    if found.start is not None:
        parts.append(words.say("rapport.exception.depuis", day=words.day(found.start)))
    if found.end is None:
        parts.append(words.say("rapport.exception.sans-fin"))
    else:
        code = "finie" if found.has_expired(day) else "jusqu-au"
        parts.append(words.say(f"rapport.exception.{code}", day=words.day(found.end)))
    return words.say("rapport.exception.dite", title=title, reason=found.reason, parts=", ".join(parts))
