"""The three sentences that a director reads first: how many, which, how sure."""

from __future__ import annotations

from itertools import groupby

from hlmdiag.grid.level import Level
from hlmdiag.grid.model import Grid
from hlmdiag.grid.plural import count_of
from hlmdiag.synthesis.model import Concern, Synthesis
from hlmdiag.synthesis.wording import size_of, without_level_text
from hlmdiag.text import say
from hlmdiag.text.figures import integer, percent

HEAD_NAMES = 5
"""Units named at the head: what a sentence holds."""


def head_told(synthesis: Synthesis, grid: Grid, language: str = "fr") -> tuple[str, ...]:
    """How the units spread over levels, which come first, and how sure that is; nothing of a stock without units."""
    if not synthesis.units:
        return ()
    told = (
        _how_many(synthesis, grid, language),
        _which(synthesis, grid, language),
        _how_sure(synthesis, grid, language),
    )
    return tuple(sentence for sentence in told if sentence)


def _how_many(synthesis: Synthesis, grid: Grid, language: str) -> str:
    stock = _stock(synthesis, grid, language)
    levels = synthesis.distribution.levels
    if not levels:
        scored = integer(synthesis.distribution.conclusive, language)
        return say("rapport.tete.sans-niveaux", language, stock=stock, scored=scored)
    parts = [
        say("rapport.tete.niveau", language, count=integer(each.quantity.units, language), level=each.level.title)
        for each in reversed(levels)
        if each.level is not None and each.quantity.units
    ]
    none = sum(each.quantity.units for each in levels if each.level is None)
    if none:
        parts.append(say("rapport.tete.sans-conclusion", language, count=none))
    return say("rapport.tete.combien", language, stock=stock, levels=", ".join(parts))


def _stock(synthesis: Synthesis, grid: Grid, language: str) -> str:
    units, column = count_of(synthesis.units, grid, language), synthesis.size_column
    if synthesis.size is None or column is None:
        return units
    code = "au-moins" if synthesis.distribution.size_unknown else "taille"
    unit = column.unit or column.label.lower()
    return say(f"rapport.tete.{code}", language, units=units, size=size_of(synthesis.size, language), size_unit=unit)


def _which(synthesis: Synthesis, grid: Grid, language: str) -> str:
    if not grid.levels:
        return ""
    first = [each for each in synthesis.concerns if _is_of_concern(each, grid)][:HEAD_NAMES]
    groups = [_group(key, list(units), synthesis, language) for key, units in groupby(first, _level)]
    return say("rapport.tete.lesquelles", language, names=say("rapport.joint", language).join(groups)) if groups else ""


def _group(key: tuple[Level | None, Level | None], units: list[Concern], synthesis: Synthesis, language: str) -> str:
    """The units of a level that come first, by name, and how many more it has."""
    level, least = key
    names = [
        say("rapport.tete.nom", language, name=each.label, code=each.code) if each.label else each.code
        for each in units
    ]
    title = level.title if level is not None else without_level_text(least, language)
    of_level = sum(each.quantity.units for each in synthesis.distribution.levels if level and each.level == level)
    told = say("rapport.tete.groupe", language, level=title, names=", ".join(names))
    more = of_level - len(units)
    return say("rapport.tete.groupe-autres", language, told=told, count=more) if more > 0 else told


def _level(concern: Concern) -> tuple[Level | None, Level | None]:
    return (concern.level, None) if concern.level is not None else (None, concern.least)


def _is_of_concern(concern: Concern, grid: Grid) -> bool:
    """Whether a unit is known not to be of the best level."""
    return (concern.level is not None and concern.level != grid.levels[0]) or concern.least is not None


def _how_sure(synthesis: Synthesis, grid: Grid, language: str) -> str:
    found = synthesis.distribution
    conclusive = say("rapport.tete.surs", language, count=found.conclusive, units=integer(synthesis.units, language))
    if synthesis.median_coverage is not None:
        coverage = percent(synthesis.median_coverage, language)
        conclusive = say("rapport.tete.surs-taux", language, conclusive=conclusive, coverage=coverage)
    worst = next((each for each in reversed(found.levels) if each.level is not None), None)
    if worst is None or worst.level is None:
        return say("rapport.tete.fin", language, text=conclusive)
    code = "ouvert" if worst.open else "ferme"
    others = "-autres" if worst.quantity.units else ""
    units = count_of(worst.open, grid, language)
    values = {"text": conclusive, "level": worst.level.title, "count": worst.open, "units": units}
    return say(f"rapport.tete.{code}{others}", language, **values)
