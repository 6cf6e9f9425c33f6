"""Names of units and levels in a verdict, and lists that name the first ones only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hlmdiag.grid.model import Grid
from hlmdiag.scoring.gate_results import NamedUnit
from hlmdiag.wording import Wording

SHOWN = 10
"""Units and changes that a text names; the rest are counted."""


class VerdictLine(NamedTuple):
    """A line, and how deep it stands under the one before."""

    depth: int
    text: str


def unit_name(unit: NamedUnit, words: Wording) -> str:
    """A unit by its code and its name."""
    return words.say("seuil.mots.unite", code=unit.code, label=unit.label or "").strip()


def level_title(level: str | float | None, grid: Grid) -> str:
    """A level as readers know it; an empty text for none."""
    return grid.levels.titles.get(str(level or ""), str(level or ""))


def listed(code: str, units: str, names: Sequence[str], count: int, words: Wording) -> str:
    """A sentence that names the first of `count` things, and counts the others."""
    joined, rest = words.joined(names), count - len(names)
    if rest:
        return words.say(f"{code}-suite", units=units, names=joined, rest=words.integer(rest))
    return words.say(code, units=units, names=joined)
