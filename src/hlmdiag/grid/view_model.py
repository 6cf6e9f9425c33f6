"""The views of a loaded grid, their gap, what is looked at first, how units are followed over campaigns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class View:
    """The same tree restricted to some leaves (`indicators`, their ids)."""

    id: str
    title: str
    indicators: frozenset[str]


@dataclass(frozen=True)
class ViewGap:
    """The gap between the last view and the first that is wide, in points of the score.

    `at_least`: criteria known on each side of a theme; with fewer, there is no gap to speak of.
    """

    points: float
    at_least: int = 1


@dataclass(frozen=True)
class FirstLook:
    """First look: one view shown for a unit whose level is not known, from a minimum coverage on."""

    view: str
    min_coverage: float


@dataclass(frozen=True)
class Watch:
    """Follow-up of units from one campaign to the next.

    `start`: the level from which one is watched (None: the worst one), `exit_after`: how many campaigns in a row below
    end it; `noise`: points under which a change of score is no news.
    """

    start: str | None = None
    exit_after: int = 1
    noise: float = 0.0
