"""The views of a loaded grid, the gap between two of them that is wide, and the one used as a first look."""

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
    """What one view alone says of a unit whose level is not known, from a coverage of its own on."""

    view: str
    min_coverage: float
