"""Contents of the page, in the order of display: the stock, then each listed unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from hlmdiag import explain, synthesis
from hlmdiag.data.dataset import Provenance
from hlmdiag.data.written_findings import WrittenFinding
from hlmdiag.errors import Location
from hlmdiag.explain import Diagnostic, Explainer
from hlmdiag.grid.level import Level
from hlmdiag.grid.model import Grid, Theme
from hlmdiag.scoring.result import Result
from hlmdiag.synthesis import (
    Collection,
    Crossed,
    CrossedLine,
    Divergences,
    PriorityUnit,
    RolledUpTable,
    RuleAnswers,
    Stability,
    Synthesis,
    Variant,
)
from hlmdiag.wording import Wording

_MAPPED_THEMES = 12
"""Themes that fit side by side on an A4 sheet; beyond, the map shows only the first ones of the tree."""


@dataclass(frozen=True)
class PageUnit:
    """A unit listed: `place` is its line of the ranking, from 1."""

    place: int
    concern: PriorityUnit
    diagnostic: Diagnostic
    source_row: int | None
    """Its row in the file of the codes."""
    themes: tuple[int, ...]
    """Places, among the themes, of the ones on the map."""

    @property
    def gap_raised(self) -> bool:
        """Whether data and judgement differ by at least the gap of the grid."""
        return bool(self.diagnostic.wide_gaps)


@dataclass(frozen=True)
class PageView:
    """Everything that the templates read."""

    result: Result
    stock: Synthesis
    units: tuple[PageUnit, ...]
    home: Provenance | None
    """Column of the units' codes."""
    wider: RolledUpTable | None
    """The wider units."""
    variant: Variant | None
    """The grid beside the one that it extends, for the units listed."""
    collection: Collection | RuleAnswers
    """Answers to collect, and from whom."""
    divergences: Divergences | None
    crossed: Crossed | None
    """Crossed views of the listed units."""
    firmness: Stability | None
    """The levels under other weights, where some were tried."""
    weights: dict[str, float]
    lines: dict[str, Location]
    """Line of each node in the grid."""

    @property
    def grid(self) -> Grid:
        """The grid of the result."""
        return self.result.grid

    @property
    def mapped(self) -> tuple[Theme, ...]:
        """The themes that the map shows."""
        return tuple(self.grid.themes[place] for place in mapped_themes(self.grid))

    @property
    def medians(self) -> dict[str, float | None]:
        """The median of the stock, by theme."""
        return {standing.theme.id: standing.median for standing in self.stock.themes}

    @property
    def flagged(self) -> tuple[int, ...]:
        """The places of the flags that hold somewhere: those by which the list can be narrowed."""
        return tuple(place for place, count in enumerate(self.stock.flags) if count.holds.units)

    @property
    def gaps(self) -> tuple[PageUnit, ...]:
        """The units where views differ widely."""
        return tuple(unit for unit in self.units if unit.gap_raised)

    @cached_property
    def widest(self) -> tuple[tuple[PageUnit, CrossedLine], ...]:
        """The themes on which two roles are furthest apart, with their unit, the widest gaps first."""
        units = {unit.concern.row: unit for unit in self.units}
        return tuple((units[line.row], line) for line in (self.crossed.widest if self.crossed is not None else ()))

    @property
    def unsettled(self) -> tuple[PageUnit, ...]:
        """The units listed that have neither a published score nor a level."""
        return tuple(unit for unit in self.units if unit.concern.row in self._unsettled_rows)

    @property
    def rest(self) -> bool:
        """Whether some units are not listed."""
        return len(self.units) < self.stock.units

    def remarks(self, code: str) -> Sequence[WrittenFinding]:
        """Notes about a unit."""
        return synthesis.findings_of(self.result, code)

    @cached_property
    def groups(self) -> dict[str | None, int]:
        """The place of each group in the choice of groups."""
        return {group.name: place for place, group in enumerate(self.stock.groups)}

    @cached_property
    def _unsettled_rows(self) -> frozenset[int]:
        return frozenset(self.stock.unsettled)

    def level_place(self, level: Level | None) -> int:
        """Place of a level from best to worst; the one after the last means no level."""
        return len(self.grid.levels) if level is None else self.grid.levels.index(level)

    def flag_places(self, unit: PageUnit) -> list[int]:
        """Places of the raised flags of a unit; the one after the last means a wide gap."""
        ids = list(self.grid.flags)
        held = [ids.index(flag.id) for flag in unit.concern.flags]
        return [*held, len(ids)] if unit.gap_raised else held

    @property
    def figures(self) -> tuple[int, ...]:
        """The columns of the ranking that hold figures, from 1: rank, size, score, coverage."""
        sized, grouped = self.stock.size_column is not None, bool(self.stock.groups)
        name = 1 + self.ranked
        last = name + grouped + sized + bool(self.grid.levels)
        return (*([1] if self.ranked else []), *([name + grouped + 1] if sized else []), last + 1, last + 3)

    @cached_property
    def ranked(self) -> bool:
        """Whether the list goes by rank."""
        return synthesis.ranks_in_order(unit.concern for unit in self.units)

    @property
    def own_levels(self) -> bool:
        """Whether some theme has levels of its own, which the whole does not share."""
        return any(theme.levels != self.grid.levels for theme in self.grid.themes)


def mapped_themes(grid: Grid) -> tuple[int, ...]:
    """The places of the themes that the map shows, among all themes."""
    if len(grid.themes) <= _MAPPED_THEMES:
        return tuple(range(len(grid.themes)))
    first = {child.id for child in grid.root.children if isinstance(child, Theme)}
    return tuple(place for place, theme in enumerate(grid.themes) if theme.id in first)


def prepare(result: Result, words: Wording) -> PageView:
    """Work out, in synthesis and explain, what the page shows of a result."""
    stock = synthesis.synthesise(result, top=synthesis.HEAD_NAMES)
    rows = stock.order[: synthesis.shown_units(stock.units)]
    explainer, mapped = Explainer.shared(result, words), mapped_themes(result.grid)
    listed = zip(rows, synthesis.priority_units(result, rows), strict=True)
    sources = result.frame["source_row"].to_list()
    units = (
        PageUnit(place, concern, diagnostic, sources[row], mapped)
        for place, ((row, concern), diagnostic) in enumerate(zip(listed, explainer.units(rows), strict=True), 1)
    )
    return PageView(
        result=result,
        stock=stock,
        units=tuple(units),
        home=explain.home_of(result),
        wider=synthesis.rolled_up_table(result, words),
        variant=synthesis.variant(result, stock.order),
        collection=synthesis.collection(result),
        divergences=synthesis.divergences(result),
        crossed=synthesis.crossed(result, rows),
        firmness=synthesis.stability_of(result),
        weights=explain.nominal_weights(result.grid),
        lines=explain.grid_lines(result.grid),
    )
