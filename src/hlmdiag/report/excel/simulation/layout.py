"""The layout shared by the parts of « Simuler »: the page, the rows of each node, the unit shown at opening."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hlmdiag.explain import Diagnostic
from hlmdiag.grid.model import Indicator, Theme
from hlmdiag.report.excel.context import Context
from hlmdiag.report.excel.page import Page, check
from hlmdiag.report.excel.simulation.criteria_refs import Detail
from hlmdiag.report.excel.simulation.formula_support import is_answerable, is_carried
from hlmdiag.report.excel.simulation.lookup_sheet import Addresses
from hlmdiag.report.excel.simulation.tree import brought_today
from hlmdiag.text.inert import as_cell, inert

if TYPE_CHECKING:
    from xlsxwriter.format import Format

PICK_ROW, HEAD = 3, 11
"""Rows, from 0: the unit that is picked, and the head of the table under the summary."""
PLACE = "$L$4"
"""The cell that holds the place of the picked unit among those listed."""
TYPED = 6
"""The column where people type."""
WIDTHS = (9, 48, 8, 31, 17, 10, 31, 10, 11, 11, 22)
LAST_SHOWN = len(WIDTHS) - 1


@dataclass
class Desk:
    """The sheet being written. `shown` is the row of the result that stands in it at opening, `reading` the same
    explained; cached values are its own."""

    context: Context
    page: Page
    at: Addresses
    detail: Detail
    shown: Mapping[str, Any]
    reading: Diagnostic
    rows: dict[str, int] = field(default_factory=dict)
    """The row of each node, as Excel counts them."""

    @cached_property
    def answerable(self) -> frozenset[str]:
        """The indicators for which another answer can be typed."""
        goals = self.context.goals
        return frozenset(leaf.id for leaf in self.context.grid.indicators if is_answerable(leaf, goals))

    @cached_property
    def is_live(self) -> bool:
        """Whether the score of the whole follows the answers typed."""
        return self.carries(self.context.grid.root)

    @cached_property
    def has_live_level(self) -> bool:
        """Whether the level of the whole does."""
        grid = self.context.grid
        return self.is_live and bool(grid.levels) and not grid.level_rules

    def carries(self, theme: Theme) -> bool:
        """Whether the score of a theme follows the answers typed."""
        return is_carried(theme, self.answerable)

    def lay_out(self) -> Iterator[tuple[Theme | Indicator, Theme | None, int]]:
        """The nodes in the order of the sheet, each with its parent and depth: a theme, its criteria, its themes."""
        yield from _below(self.context.grid.root, None, 0)

    def unit(self, name: str) -> str:
        """A known value of the picked unit."""
        return f"INDEX({self.at.units[name]},{PLACE})"

    def line(self, column: str, row: int) -> str:
        """A cell of the sheet of criteria, for the picked unit and the criterion of a row."""
        return f"INDEX({column},$L{row})"

    def formula(self, row: int, column: int, formula: str, value: Any, style: Format | None = None) -> None:
        """Write a formula with the value that it has at opening; `row` as Excel counts."""
        shown = as_cell(value or "") if value is None or isinstance(value, str) else value
        check(self.page.sheet.write_formula(row - 1, column, f"={inert(formula)}", style, shown))

    def brought(self, theme: Theme, parent: Theme | None) -> tuple[Any, Any]:
        """The score of a theme and what it brings to its parent, for the unit shown at opening."""
        return brought_today(theme, parent, self.shown, self.context.grid.scale)


def _below(theme: Theme, parent: Theme | None, depth: int) -> Iterator[tuple[Theme | Indicator, Theme | None, int]]:
    yield theme, parent, depth
    for child in theme.children:
        if isinstance(child, Indicator):
            yield child, theme, depth + 1
    for child in theme.children:
        if isinstance(child, Theme):
            yield from _below(child, theme, depth + 1)
