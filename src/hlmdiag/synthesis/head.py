"""The three sentences that a director reads first: how many, which, how sure."""

from __future__ import annotations

from itertools import groupby

from hlmdiag.grid.level import Level
from hlmdiag.grid.model import Grid
from hlmdiag.synthesis.listed import without_level_text
from hlmdiag.synthesis.model import PriorityUnit, Synthesis
from hlmdiag.wording import Wording

HEAD_NAMES = 5
"""Units named at the head: what a sentence holds."""


def head_told(synthesis: Synthesis, words: Wording) -> tuple[str, ...]:
    """Sentences on the distribution over levels, the units to look at first, and certainty; none for an empty stock."""
    if not synthesis.units:
        return ()
    told = (
        _how_many(synthesis, words),
        _which(synthesis, words),
        _how_sure(synthesis, words),
    )
    return tuple(sentence for sentence in told if sentence)


def _how_many(synthesis: Synthesis, words: Wording) -> str:
    stock = _stock(synthesis, words)
    levels = synthesis.distribution.levels
    if not levels:
        scored = words.integer(synthesis.distribution.conclusive)
        return words.say("rapport.tete.sans-niveaux", stock=stock, scored=scored)
    parts = [
        words.say("rapport.tete.niveau", count=words.integer(each.quantity.units), level=each.level.title)
        for each in reversed(levels)
        if each.level is not None and each.quantity.units
    ]
    none = sum(each.quantity.units for each in levels if each.level is None)
    if none:
        parts.append(words.say("rapport.tete.sans-conclusion", count=none))
    return words.say("rapport.tete.combien", stock=stock, levels=", ".join(parts))


def _stock(synthesis: Synthesis, words: Wording) -> str:
    units, column = words.count(synthesis.units), synthesis.size_column
    if synthesis.size is None or column is None:
        return units
    code = "au-moins" if synthesis.distribution.size_unknown else "taille"
    unit = column.unit or column.label.lower()
    return words.say(f"rapport.tete.{code}", units=units, size=words.size(synthesis.size), size_unit=unit)


def _which(synthesis: Synthesis, words: Wording) -> str:
    if not words.grid.levels:
        return ""
    first = [each for each in synthesis.concerns if _is_of_concern(each, words.grid)][:HEAD_NAMES]
    groups = [_group(key, list(units), synthesis, words) for key, units in groupby(first, _level)]
    return words.say("rapport.tete.lesquelles", names=words.joined(groups)) if groups else ""


def _group(
    key: tuple[Level | None, Level | None], units: list[PriorityUnit], synthesis: Synthesis, words: Wording
) -> str:
    """The units of a level that come first, by name, and how many more it has."""
    level, least = key
    names = [
        words.say("rapport.tete.nom", name=each.label, code=each.code) if each.label else each.code for each in units
    ]
    title = level.title if level is not None else without_level_text(least, words)
    of_level = sum(each.quantity.units for each in synthesis.distribution.levels if level and each.level == level)
    told = words.say("rapport.tete.groupe", level=title, names=", ".join(names))
    more = of_level - len(units)
    return words.say("rapport.tete.groupe-autres", told=told, count=more) if more > 0 else told


def _level(concern: PriorityUnit) -> tuple[Level | None, Level | None]:
    return (concern.level, None) if concern.level is not None else (None, concern.least)


def _is_of_concern(concern: PriorityUnit, grid: Grid) -> bool:
    """Whether a unit is known not to be of the best level."""
    return (concern.level is not None and concern.level != grid.levels[0]) or concern.least is not None


def _how_sure(synthesis: Synthesis, words: Wording) -> str:
    found = synthesis.distribution
    conclusive = words.say("rapport.tete.surs", count=found.conclusive, units=words.integer(synthesis.units))
    if synthesis.median_coverage is not None:
        coverage = words.percent(synthesis.median_coverage)
        conclusive = words.say("rapport.tete.surs-taux", conclusive=conclusive, coverage=coverage)
    worst = next((each for each in reversed(found.levels) if each.level is not None), None)
    # where every unit is at the worst level, there is no other of which to say anything
    if worst is None or worst.level is None or worst.quantity.units == synthesis.units:
        return words.say("rapport.tete.fin", text=conclusive)
    code = "ouvert" if worst.open else "ferme"
    others = "-autres" if worst.quantity.units else ""
    units = words.count(worst.open)
    values = {"text": conclusive, "level": worst.level.title, "count": worst.open, "units": units}
    return words.say(f"rapport.tete.{code}{others}", open=words.left_open, **values)
