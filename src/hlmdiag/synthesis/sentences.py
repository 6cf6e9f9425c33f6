"""Sentences about a stock beyond its own units: its settings, its selection, its parent grid, its wider units."""

from __future__ import annotations

from collections.abc import Iterable

from hlmdiag.data.answered import SETTINGS_TOLD
from hlmdiag.data.dataset import InputFile
from hlmdiag.errors import Problem
from hlmdiag.scoring.result import Result
from hlmdiag.synthesis.divergence import Divergences
from hlmdiag.synthesis.listed import without_level_text
from hlmdiag.synthesis.rolled_up_table import RolledUpTable, RolledUpUnit
from hlmdiag.synthesis.variant import Variant
from hlmdiag.text.locale import Locale
from hlmdiag.wording import Wording

_FIRST = 5


def settings_told(file: InputFile | None, problems: Iterable[Problem], words: Locale) -> tuple[str, ...]:
    """The settings file that was read, then what it changed, with the number of cells, and what a workbook answers."""
    changes = tuple(words.said(problem) for problem in problems if problem.code in SETTINGS_TOLD)
    if file is None:
        return changes
    name = file.path if file.path is not None else file.name
    return (words.say("rapport.methode.reglages", name=name, hash=file.sha256), *changes)


def selection_told(result: Result, words: Wording) -> str | None:
    """Sentence telling that only a part of the stock is shown; None for the whole."""
    selection = result.manifest.selection
    if selection is None:
        return None
    conditions = words.say("rapport.selection.et").join(
        words.say("rapport.selection.condition", text=text) for text in selection.conditions
    )
    kept, units = words.integer(result.frame.height), words.count(selection.units)
    return words.say("rapport.selection.bref", conditions=conditions, kept=kept, units=units)


def variant_told(found: Variant, units: int, words: Wording) -> str:
    """Which grid this one adapts, how far it departs from it, and how many units it classes otherwise."""
    parent = found.parent
    return words.say(
        "rapport.variante.bref",
        title=parent.title,
        id=parent.id,
        version=parent.version,
        changes=words.integer(len(found.changes)),
        moved=words.count(found.moved),
        units=words.integer(units),
    )


def wider_told(found: RolledUpTable, words: Wording) -> tuple[str, ...]:
    """Distribution of the wider units over levels, then the first units below the best level."""
    lines = []
    counted = [
        words.say("rapport.regroupement.niveau", level=words.level(level), count=words.integer(count))
        for level, count in found.levels
        if count
    ]
    if counted:
        lines.append(words.say("rapport.regroupement.niveaux", levels=words.joined(counted)))
    best = words.grid.levels[:1]
    first = [unit for unit in found.units if (unit.level or unit.least) not in (None, *best)][:_FIRST]
    if first:
        units = words.joined(_named(unit, words) for unit in first)
        lines.append(words.say("rapport.regroupement.premieres", units=units))
    return tuple(lines)


def divergences_told(found: Divergences, words: Wording) -> tuple[str, ...]:
    """Sentences on divergences of respondents: how often, on which indicators, and the widest one."""
    ranks, heard = words.plain(found.least), words.count(found.heard)
    if found.widest is None:
        return (words.say("rapport.divergence.aucune", ranks=ranks, heard=heard),)
    answers, units = words.integer(found.answers), words.integer(found.units)
    named = [
        words.say("rapport.divergence.critere", id=each.id, title=each.title, units=words.integer(count))
        for each, count in found.indicators[:_FIRST]
    ]
    widest = found.widest
    return (
        words.say("rapport.divergence.compte", ranks=ranks, answers=answers, units=units, heard=heard),
        words.say("rapport.divergence.criteres", indicators=words.joined(named)),
        words.say(
            "rapport.divergence.large",
            ranks=words.plain(widest.ranks),
            code=widest.code,
            id=widest.indicator.id,
            title=widest.indicator.title,
        ),
    )


def _named(unit: RolledUpUnit, words: Wording) -> str:
    level = unit.level.title if unit.level else without_level_text(unit.least, words)
    if unit.score is None:
        return words.say("rapport.regroupement.premiere", code=unit.code, level=level)
    score = words.score(unit.score)
    return words.say("rapport.regroupement.premiere-notee", code=unit.code, level=level, score=score)
