"""How many units have a level, a first look only, or neither; and the words of a first look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import polars as pl

from hlmdiag.grid.model import Flag, Grid
from hlmdiag.grid.plural import count_of
from hlmdiag.scoring.looked import Looked
from hlmdiag.synthesis.model import Concern, Standing
from hlmdiag.synthesis.wording import Interval, cause_text, ends_text, interval_text
from hlmdiag.text import say
from hlmdiag.text.figures import integer, number, percent


def standing(frame: pl.DataFrame, grid: Grid) -> Standing:
    """Count the units by what is known of them; first looks by level, from best to worst."""
    settled = frame["level"].is_not_null() if grid.levels else frame["conclusive"]
    final = int(settled.sum())
    if grid.first_look is None:
        return Standing(final, 0, frame.height - final, ())
    looked = frame.height - frame["first_look_score"].null_count()
    found = dict(frame["first_look_level"].cast(pl.String).drop_nulls().value_counts().rows())
    levels = tuple((level, found[level.id]) for level in grid.levels if level.id in found)
    return Standing(final, looked, frame.height - final - looked, levels)


def standing_told(found: Standing, grid: Grid, language: str = "fr") -> tuple[str, ...]:
    """The numbers that head a summary, then the levels of the first looks, the worst first."""
    final = count_of(found.final, grid, language)
    looked, neither = integer(found.looked, language), integer(found.neither, language)
    of_levels = "niveaux" if grid.levels else "notes"
    if grid.first_look is None:
        return (_say(f"etablis-{of_levels}", language, final=final, neither=neither),)
    told = _say(
        f"compte-{of_levels}", language, final=final, looked=looked, neither=neither, seen=_seen(grid, language)
    )
    if not found.levels:
        return (told,)
    counted = [
        _say("niveau", language, level=level.title, count=integer(count, language))
        for level, count in reversed(found.levels)
    ]
    levels = say("rapport.joint", language).join(counted)
    return told, _say("reperes", language, seen=_seen(grid, language), levels=levels)


def first_look_head(grid: Grid, language: str = "fr") -> str:
    """The head of a column of first looks; nothing where the grid has none."""
    return "" if grid.first_look is None else _say("colonne", language, seen=_seen(grid, language))


def first_look_text(looked: Looked | None, grid: Grid, language: str = "fr", *, named: bool = True) -> str:
    """The level and the score of a first look, in a list; `named`: under its name, where no head bears it."""
    if looked is None or looked.score is None:
        return ""
    score = number(looked.score, language, bounds=grid.bounds)
    level = looked.level.title if looked.level is not None else ""
    found = _say("avec-niveau" if level else "sans-niveau", language, level=level, score=score)
    return _say("nomme", language, seen=_seen(grid, language), found=found) if named else found


def origin_text(concern: Concern, grid: Grid, language: str = "fr") -> str:
    """What gave the level of a unit; without one, why, and its first look where it has one."""
    told = (cause_text(concern, language), first_look_text(concern.first_look, grid, language))
    return say("rapport.joint", language).join(each for each in told if each)


class LookedAt(Interval, Protocol):
    """The interval of a whole score, and the first look beside it."""

    @property
    def first_look(self) -> Looked | None:
        """None: the unit has none."""


class Decided(Protocol):
    """A flag, and whether it holds; it is to check otherwise."""

    @property
    def flag(self) -> Flag:
        """The flag of the grid."""

    @property
    def holds(self) -> bool:
        """False: to check."""


class Explained(Protocol):
    """A unit explained."""

    @property
    def verdict(self) -> LookedAt:
        """Its score and its level."""

    @property
    def flags(self) -> Sequence[Decided]:
        """In the order of the grid."""


def first_look_told(found: Explained, grid: Grid, language: str = "fr") -> tuple[str, ...]:
    """The first look of a unit in sentences, with the interval of its whole score and the flags to check beside it."""
    looked = found.verdict.first_look
    return () if looked is None else tuple(_sentences(looked, found, grid, language))


def _sentences(looked: Looked, found: Explained, grid: Grid, language: str) -> Iterator[str]:
    assert grid.first_look is not None
    known = {"coverage": percent(looked.coverage or 0.0, language), "view": _view(grid)}
    if looked.score is None:
        yield _say("aucun", language, minimum=percent(grid.first_look.min_coverage, language), **known)
        return
    text = first_look_text(looked, grid, language)
    yield _say("phrase" if grid.levels else "phrase-note", language, text=text[:1].upper() + text[1:])
    if looked.level is not None and looked.own is not None and looked.own != looked.level:
        worse = grid.levels.is_worse(looked.level.id, looked.own.id)
        yield _say("releve" if worse else "ramene", language, own=looked.own.title, level=looked.level.title)
    within = ends_text(looked.low, looked.high, grid, language)
    yield _say("intervalle", language, within=within, whole=interval_text(found.verdict, grid, language), **known)
    flags = [each.flag.message for each in found.flags if not each.holds]
    if flags:
        yield _say("drapeaux", language, flags=say("rapport.joint", language).join(flags))


def _view(grid: Grid) -> str:
    assert grid.first_look is not None
    return next(view.title for view in grid.views if view.id == grid.first_look.view)


def _seen(grid: Grid, language: str) -> str:
    """What the view keeps: the data alone, where it is all of them and nothing else; else the view by its title."""
    assert grid.first_look is not None
    kept = next(view.indicators for view in grid.views if view.id == grid.first_look.view)
    data = {leaf.id for leaf in grid.indicators if leaf.kind == "data"}
    return _say("donnees" if kept == data else "vue", language, view=_view(grid))


def _say(code: str, language: str, /, **values: object) -> str:
    return say(f"rapport.premier-reperage.{code}", language, **values)
