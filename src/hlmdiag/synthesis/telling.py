"""What a stock shows beyond its own units, told in a few lines: its parent grid, its wider units, its respondents."""

from __future__ import annotations

from collections.abc import Iterable

from hlmdiag.data.answered import SETTINGS_TOLD
from hlmdiag.data.dataset import InputFile
from hlmdiag.errors import Problem
from hlmdiag.grid.model import Grid
from hlmdiag.grid.plural import count_of
from hlmdiag.scoring.result import Result
from hlmdiag.synthesis.divergence import Divergences
from hlmdiag.synthesis.variant import Variant
from hlmdiag.synthesis.wider import Wider, WiderUnit
from hlmdiag.synthesis.wording import without_level_text
from hlmdiag.text import say
from hlmdiag.text.figures import integer, number, plain

_FIRST = 5


def settings_told(file: InputFile | None, problems: Iterable[Problem], language: str = "fr") -> tuple[str, ...]:
    """The settings file that was read, then what it changed, with the number of cells, and what a workbook answers."""
    changes = tuple(problem.say(language) for problem in problems if problem.code in SETTINGS_TOLD)
    if file is None:
        return changes
    name = file.path if file.path is not None else file.name
    return (say("rapport.methode.reglages", language, name=name, hash=file.sha256), *changes)


def selection_told(result: Result, language: str = "fr") -> str | None:
    """That a part of the stock is shown, so that nobody takes its figures for those of the whole; else nothing."""
    selection = result.manifest.selection
    if selection is None:
        return None
    conditions = say("rapport.selection.et", language).join(
        say("rapport.selection.condition", language, text=text) for text in selection.conditions
    )
    kept, units = integer(result.frame.height, language), count_of(selection.units, result.grid, language)
    return say("rapport.selection.bref", language, conditions=conditions, kept=kept, units=units)


def variant_told(found: Variant, grid: Grid, units: int, language: str = "fr") -> str:
    """Which grid this one adapts, how far it departs from it, and how many units it classes otherwise."""
    parent = found.parent
    return say(
        "rapport.variante.bref",
        language,
        title=parent.title,
        id=parent.id,
        version=parent.version,
        changes=integer(len(found.changes), language),
        moved=count_of(found.moved, grid, language),
        units=integer(units, language),
    )


def wider_told(found: Wider, grid: Grid, language: str = "fr") -> tuple[str, ...]:
    """How the wider units spread over levels, then the first ones that are of no good level."""
    lines, joint = [], say("rapport.joint", language)
    none = say("rapport.mot.non-concluant", language)
    counted = [(level.title if level else none, count) for level, count in found.levels if count]
    if counted:
        texts = [
            say("rapport.regroupement.niveau", language, level=title, count=integer(count, language))
            for title, count in counted
        ]
        lines.append(say("rapport.regroupement.niveaux", language, levels=joint.join(texts)))
    best = grid.levels[:1]
    first = [unit for unit in found.units if (unit.level or unit.least) not in (None, *best)][:_FIRST]
    if first:
        texts = [_named(unit, grid, language) for unit in first]
        lines.append(say("rapport.regroupement.premieres", language, units=joint.join(texts)))
    return tuple(lines)


def divergences_told(found: Divergences, grid: Grid, language: str = "fr") -> tuple[str, ...]:
    """How often respondents diverge, on which indicators, and where they are furthest apart."""
    ranks, heard = plain(found.least, language), count_of(found.heard, grid, language)
    if found.widest is None:
        return (say("rapport.divergence.aucune", language, ranks=ranks, heard=heard),)
    answers, units = integer(found.answers, language), integer(found.units, language)
    named = [
        say("rapport.divergence.critere", language, id=each.id, title=each.title, units=integer(count, language))
        for each, count in found.indicators[:_FIRST]
    ]
    widest = found.widest
    return (
        say("rapport.divergence.compte", language, ranks=ranks, answers=answers, units=units, heard=heard),
        say("rapport.divergence.criteres", language, indicators=say("rapport.joint", language).join(named)),
        say(
            "rapport.divergence.large",
            language,
            ranks=plain(widest.ranks, language),
            code=widest.code,
            id=widest.indicator.id,
            title=widest.indicator.title,
        ),
    )


def _named(unit: WiderUnit, grid: Grid, language: str) -> str:
    level = unit.level.title if unit.level else without_level_text(unit.least, language)
    if unit.score is None:
        return say("rapport.regroupement.premiere", language, code=unit.code, level=level)
    score = number(unit.score, language, bounds=grid.bounds)
    return say("rapport.regroupement.premiere-notee", language, code=unit.code, level=level, score=score)
