"""The words every report uses for a unit in a list: its level or its absence, what gave it, its reasons."""

from __future__ import annotations

from typing import Protocol

from hlmdiag.grid.level import Level
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.exactness import Bound, is_exact
from hlmdiag.synthesis.model import Concern, Group
from hlmdiag.text import say
from hlmdiag.text.figures import integer, number, plain


def level_text(concern: Concern, language: str = "fr") -> str:
    """The level as a list shows it; never one that is not certain."""
    if concern.cause == "no-level":
        return ""
    if concern.level is None:
        return without_level_text(concern.least, language)
    if concern.cause == "override":
        return say("rapport.titre-niveau.derogation", language, level=concern.level.title)
    if not concern.conclusive:
        return say("rapport.titre-niveau.certain", language, level=concern.level.title)
    return concern.level.title


def without_level_text(least: Level | None, language: str = "fr") -> str:
    """What is sure of a unit without level: the best that is still possible, where that says something."""
    if least is None:
        return say("rapport.mot.non-concluant", language)
    return say("rapport.titre-niveau.au-moins", language, level=least.title)


def cause_text(concern: Concern, language: str = "fr") -> str:
    """What gave the level."""
    flags = say("rapport.joint", language).join(flag.message for flag in concern.deciding)
    author = concern.overridden_by or say("rapport.inconnu", language)
    return say(f"rapport.cause.{concern.cause}", language, flags=flags, author=author)


def alerts_text(group: Group, language: str = "fr") -> str:
    """How many units of a group are in alert, and how many others may be: answers are missing to tell."""
    alerts = integer(group.alerts, language)
    if not group.alerts_to_check:
        return alerts
    return say("rapport.mot.alertes", language, alerts=alerts, to_check=integer(group.alerts_to_check, language))


def reasons_text(concern: Concern, language: str = "fr") -> str:
    """The indicators that weigh most against the unit, each with its weight in points of the score."""
    return say("rapport.joint", language).join(
        say("rapport.raison", language, title=reason.indicator.title, weight=number(reason.weight, language))
        for reason in concern.reasons
    )


class Interval(Protocol):
    """What has an interval of scores."""

    @property
    def low(self) -> float | None:
        """None: there is no lower end."""

    @property
    def high(self) -> float | None:
        """None: there is no upper end."""

    @property
    def bound(self) -> Bound | None:
        """Whether the ends are exact, or an outer bound; None: there is no interval."""


def interval_text(found: Interval, grid: Grid, language: str = "fr", *, why: bool = False) -> str:
    """An interval of scores: a missing end is said, a bound is called one; `why`: with its reason."""
    text, bound = ends_text(found.low, found.high, grid, language, exact=is_exact(found.bound)), found.bound
    if not why or bound is None:
        return text
    completed = ends_text(bound.low, bound.high, grid, language) if "outside" in bound.reasons else ""
    reasons = [say(f"rapport.borne.{each}", language, completed=completed) for each in bound.reasons]
    return say("rapport.borne.raison", language, interval=text, reasons=say("rapport.joint", language).join(reasons))


def ends_text(low: float | None, high: float | None, grid: Grid, language: str = "fr", *, exact: bool = True) -> str:
    """Both ends of an interval of scores; not `exact`: bounds, that nothing reaches for certain."""
    if low is None and high is None:
        return say("rapport.mot.intervalle-inconnu", language)
    if low == high and low is not None:
        return number(low, language, bounds=grid.bounds)
    ends = {"low": low, "high": high}
    known = {name: number(end, language, bounds=grid.bounds) for name, end in ends.items() if end is not None}
    both = "intervalle" if exact else "bornes"
    code = both if len(known) == 2 else "au-plus" if low is None else "au-moins"
    return say(f"rapport.mot.{code}", language, **known)


def titles(levels: tuple[Level, ...], language: str = "fr") -> str:
    """Several levels in a row."""
    return say("rapport.ou", language).join(level.title for level in levels)


def size_of(size: float, language: str = "fr") -> str:
    """What units hold, a whole number most often."""
    return plain(size, language, 0)


def views_text(grid: Grid, language: str = "fr") -> str:
    """The views whose gap is looked at, by their titles: the first and the last; one alone by its own."""
    if len(grid.views) < 2:
        return "".join(view.title for view in grid.views)
    return say("rapport.deux-regards", language, first=grid.views[0].title, last=grid.views[-1].title)
