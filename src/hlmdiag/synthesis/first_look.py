"""Counts units with a level, with a first look only, or with neither; sentences of a first look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import polars as pl

from hlmdiag.grid.model import Flag, Grid
from hlmdiag.grid.view_model import View
from hlmdiag.scoring.looked import Looked
from hlmdiag.scoring.open_ends import left_open_by
from hlmdiag.synthesis.listed import cause_text
from hlmdiag.synthesis.model import PriorityUnit, StandingCounts
from hlmdiag.wording import Interval, Wording, is_settled


def standing(frame: pl.DataFrame, grid: Grid) -> StandingCounts:
    """Count the units by what is known of them; first looks by level, from best to worst."""
    settled = frame["level"].is_not_null() if grid.levels else frame["conclusive"]
    final = int(settled.sum())
    if grid.first_look is None:
        return StandingCounts(final, 0, frame.height - final, ())
    looked = frame.height - frame["first_look_score"].null_count()
    found = dict(frame["first_look_level"].cast(pl.String).drop_nulls().value_counts().rows())
    levels = tuple((level, found[level.id]) for level in grid.levels if level.id in found)
    return StandingCounts(final, looked, frame.height - final - looked, levels)


def standing_told(found: StandingCounts, words: Wording) -> tuple[str, ...]:
    """The numbers that head a summary, then the levels of the first looks, the worst first."""
    final = words.count(found.final)
    looked, neither = words.integer(found.looked), words.integer(found.neither)
    of_levels = "niveaux" if words.grid.levels else "notes"
    if words.grid.first_look is None:
        return (_say(f"etablis-{of_levels}", words, final=final, neither=neither),)
    told = _say(f"compte-{of_levels}", words, final=final, looked=looked, neither=neither, seen=_seen(words))
    if not found.levels:
        return (told,)
    counted = [
        _say("niveau", words, level=level.title, count=words.integer(count)) for level, count in reversed(found.levels)
    ]
    levels = words.joined(counted)
    return told, _say("reperes", words, seen=_seen(words), levels=levels)


def first_look_head(words: Wording) -> str:
    """The head of a column of first looks; nothing where the grid has none."""
    return "" if words.grid.first_look is None else _say("colonne", words, seen=_seen(words))


def first_look_text(looked: Looked | None, words: Wording, *, named: bool = True) -> str:
    """The level and the score of a first look, in a list; `named`: under its name, where no head has it."""
    if looked is None or looked.score is None:
        return ""
    score = words.score(looked.score)
    level = looked.level.title if looked.level is not None else ""
    found = _say("avec-niveau" if level else "sans-niveau", words, level=level, score=score)
    return _say("nomme", words, seen=_seen(words), found=found) if named else found


def origin_text(concern: PriorityUnit, words: Wording) -> str:
    """Origin of a unit's level; without a level, the reason, and the first look if there is one."""
    told = (cause_text(concern, words), first_look_text(concern.first_look, words))
    return words.joined(each for each in told if each)


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


def first_look_told(found: Explained, words: Wording) -> tuple[str, ...]:
    """The first look of a unit in sentences, with the interval of its whole score and the flags to check beside it."""
    looked = found.verdict.first_look
    return () if looked is None else tuple(_sentences(looked, found, words))


def _sentences(looked: Looked, found: Explained, words: Wording) -> Iterator[str]:
    assert words.grid.first_look is not None
    known = {"coverage": words.percent(looked.coverage or 0.0), "view": _view(words.grid).title}
    if looked.score is None:
        yield _say("aucun", words, minimum=words.percent(words.grid.first_look.min_coverage), **known)
        return
    text = first_look_text(looked, words)
    yield _say("phrase" if words.grid.levels else "phrase-note", words, text=text[:1].upper() + text[1:])
    if looked.level is not None and looked.own is not None and looked.own != looked.level:
        worse = words.grid.levels.is_worse(looked.level.id, looked.own.id)
        yield _say("releve" if worse else "ramene", words, own=looked.own.title, level=looked.level.title)
    yield _say("intervalle", words, **_ends(looked, found.verdict, words), **known)
    flags = [each.flag.message for each in found.flags if not each.holds]
    if flags:
        yield _say("drapeaux", words, flags=words.joined(flags))


def _ends(looked: Looked, whole: Interval, words: Wording) -> dict[str, str]:
    """The interval of a first look and that of the whole score, each with what leaves it open."""
    kept = _view(words.grid).indicators
    own = words.said(left_open_by(leaf for leaf in words.grid.indicators if leaf.id in kept))
    within, ends = words.ends(looked.low, looked.high), words.interval(whole)
    return {
        "within": _end("vue", looked.low, looked.high, words, open=own, interval=within),
        "whole": _end("ensemble", whole.low, whole.high, words, open=words.left_open, interval=ends),
    }


def _end(of: str, low: float | None, high: float | None, words: Wording, **values: str) -> str:
    return _say("certaine" if is_settled(low, high) else f"selon-{of}", words, **values)


def _view(grid: Grid) -> View:
    assert grid.first_look is not None
    return next(view for view in grid.views if view.id == grid.first_look.view)


def _seen(words: Wording) -> str:
    """Content of the view: « data alone » if it is exactly all the data; else its title."""
    view = _view(words.grid)
    data = {leaf.id for leaf in words.grid.indicators if leaf.kind == "data"}
    return _say("donnees" if view.indicators == data else "vue", words, view=view.title)


def _say(code: str, words: Wording, /, **values: object) -> str:
    return words.say(f"rapport.premier-reperage.{code}", **values)
