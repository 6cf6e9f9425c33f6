"""Tables of families and levels: what each landlord holds of them, and what of it is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hlmdiag.disclosure.rule import USUAL_RULE, SafeFigure, SafetyRule, Weakness, figure, weakness

Together = tuple[str, ...]
"""Families, or levels, that are counted together, in their order."""


@dataclass(frozen=True)
class HeldUnits:
    """The number of units that each landlord holds, by family and level; levels go from best to worst.

    `ordered`: whether a family has neighbours, as steps have; others are joined as « autres ».
    """

    families: tuple[str, ...]
    levels: tuple[str, ...]
    counts: Mapping[tuple[str, str], Mapping[str, int]]
    ordered: bool = True

    def of(self, families: Together, levels: Together) -> Counter[str]:
        """The units that each landlord holds in these families at these levels together."""
        found: Counter[str] = Counter()
        for family in families:
            for level in levels:
                found.update(self.counts.get((family, level), {}))
        return found


@dataclass(frozen=True)
class SafeRow:
    """A line of a published table: families counted together, each level of the table, and their sum."""

    families: Together
    cells: tuple[SafeFigure, ...]
    whole: SafeFigure


@dataclass(frozen=True)
class SafeTable:
    """A table of which every cell and every total may be published; `total` is the line of all families."""

    levels: tuple[Together, ...]
    rows: tuple[SafeRow, ...]
    total: SafeRow


@dataclass(frozen=True)
class Unpublished:
    """A table that no joining makes safe, and why the joining that goes furthest still is not."""

    because: Weakness


@dataclass(frozen=True)
class TableLayout:
    """The families and the levels of a table, as they are joined."""

    families: tuple[Together, ...]
    levels: tuple[Together, ...]

    def lines(self, held: HeldUnits) -> Iterator[Together]:
        """The families of each line, then all of them; a table of one line has no other total."""
        yield from self.families
        if len(self.families) > 1:
            yield held.families


def weak_lines(held: HeldUnits, layout: TableLayout, rule: SafetyRule = USUAL_RULE) -> dict[Together, Weakness]:
    """The lines of a table that hold a figure which may not be published, and why."""
    found: dict[Together, Weakness] = {}
    for line in layout.lines(held):
        for levels in (held.levels, *layout.levels):
            why = weakness(held.of(line, levels), rule)
            if why is not None:
                found.setdefault(line, why)
    return found


def as_published(held: HeldUnits, layout: TableLayout, rule: SafetyRule = USUAL_RULE) -> SafeTable:
    """The figures of a table, whether they may be published or not."""

    def row(families: Together) -> SafeRow:
        cells = tuple(figure(held.of(families, levels), rule) for levels in layout.levels)
        return SafeRow(families, cells, figure(held.of(families, held.levels), rule))

    return SafeTable(layout.levels, tuple(map(row, layout.families)), row(held.families))
