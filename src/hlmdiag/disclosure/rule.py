"""The rule of published figures: nobody reads another's units in one, not even a landlord who knows its own.

A figure is each count that a reader can work out: a cell, a family, every total, an empty cell too. The bounds are
those of design §16: three landlords; five units of two others once any one of them is taken off, since each knows its
own; no landlord that holds nearly all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Weakness = Literal["landlords", "others", "held", "difference"]
"""Why a figure is not published: too few landlords; too few units of the others; nearly all held by one; what the
previous release gives by difference."""


@dataclass(frozen=True)
class SafetyRule:
    """The bounds: landlords in a figure, units that the others of any landlord hold in it, shares held by one.

    Above `said`, a share held by one landlord is said beside the figure; above `held`, the figure is not published.
    """

    landlords: int = 3
    others: int = 5
    said: float = 0.5
    held: float = 0.8


USUAL_RULE = SafetyRule()


@dataclass(frozen=True)
class SafeFigure:
    """A count that may be published, and what may be said beside it.

    `mostly_one`: one landlord holds more than half. `landlords` None: how many hold it would say how few units one of
    them has.
    """

    units: int
    landlords: int | None
    mostly_one: bool


def weakness(held: Mapping[str, int], rule: SafetyRule = USUAL_RULE) -> Weakness | None:
    """Why the count of these units, by landlord, may not be published; None where it may.

    >>> weakness({"A": 4, "B": 3, "C": 2}), weakness({"A": 4, "B": 2, "C": 2}), weakness({"A": 9, "B": 9})
    (None, 'others', 'landlords')
    """
    sizes = [units for units in held.values() if units > 0]
    if len(sizes) < rule.landlords:
        return "landlords"
    whole, largest = sum(sizes), max(sizes, default=0)
    if whole - largest < rule.others:
        return "others"
    return "held" if largest > rule.held * whole else None


def figure(held: Mapping[str, int], rule: SafetyRule = USUAL_RULE) -> SafeFigure:
    """The count of these units as it is published, once `weakness` finds nothing.

    Each landlord counted holds one unit at least: their number is said where the others of any of them could still hold
    as many units as the rule asks.
    """
    sizes = [units for units in held.values() if units > 0]
    whole, largest = sum(sizes), max(sizes, default=0)
    spare = whole - largest - (len(sizes) - 2)
    return SafeFigure(whole, len(sizes) if spare >= rule.others else None, largest > rule.said * whole)
