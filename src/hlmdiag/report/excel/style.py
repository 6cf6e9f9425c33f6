"""One restrained look for every sheet; level colours come from the grid and always go with their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hlmdiag.grid.level import Level, Levels
from hlmdiag.synthesis import ink_on, level_colour

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

INK, MUTED, LINE, BAND = "#1f2933", "#5f6b76", "#d5dbe1", "#243b53"
_UNSETTLED = "#e4e7eb"


@dataclass(frozen=True)
class Styled:
    """A value with a format of its own."""

    value: object
    style: Format


class ExcelStyles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook, band: str | None = None) -> None:
        self._book, self._band = book, band or BAND
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        """The format with these properties, over the base of all."""
        whole = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "vcenter"} | properties
        key = tuple(sorted(whole.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(whole)
        return self._made[key]

    def cell(self, **properties: Any) -> Format:
        """A cell of a table."""
        indent = {} if "align" in properties else {"align": "left", "indent": 1}
        return self(**{"bottom": 1, "bottom_color": LINE, "valign": "top"} | indent | properties)

    def header(self, **properties: Any) -> Format:
        """The head of a column."""
        # no border: it would be drawn over the first line of the table
        return self(**{"bold": True, "font_color": "#ffffff", "bg_color": self._band, "text_wrap": True} | properties)

    def level(self, level: Level | None, levels: Levels, **properties: Any) -> Format:
        """A cell that names a level, on its colour, or that says there is none."""
        if level is None:
            return self.cell(bg_color=_UNSETTLED, italic=True, **properties)
        colour = level_colour(level, levels)
        return self.cell(bg_color=colour, font_color=ink_on(colour), bold=True, **properties)
