"""One restrained look for every sheet; colours of levels come from the grid and always stand with their words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hlmdiag.grid.model import Level

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

__all__ = ["BEST", "LINE", "MIDDLE", "MUTED", "WORST", "Styles", "level_colour"]

INK, MUTED, LINE, BAND = "#1f2933", "#5f6b76", "#d5dbe1", "#243b53"
# light ends of a scale that stays readable in grey and under dark text (tints of the ColorBrewer RdYlGn scheme)
BEST, MIDDLE, WORST = "#b7dfb9", "#fff3bf", "#f4a89a"
_LADDER = ("#2e7d32", "#9e9d24", "#f9a825", "#ef6c00", "#c62828", "#7b1113")
_UNSETTLED = "#e4e7eb"


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
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
        look = {"bold": True, "font_color": "#ffffff", "bg_color": BAND, "text_wrap": True, "border": 1}
        return self(**look | {"border_color": BAND} | properties)

    def level(self, level: Level | None, levels: tuple[Level, ...], **properties: Any) -> Format:
        """A cell that names a level, on its colour, or that says there is none."""
        if level is None:
            return self.cell(bg_color=_UNSETTLED, italic=True, **properties)
        colour = level_colour(level, levels)
        return self.cell(bg_color=colour, font_color=_readable(colour), bold=True, **properties)


def level_colour(level: Level | None, levels: tuple[Level, ...]) -> str:
    """The colour of a level: that of the grid, else a step of a ladder from green to red."""
    if level is None:
        return "#9aa5b1"
    if level.colour is not None and len(level.colour) == 7:
        return level.colour
    place = levels.index(level) / max(len(levels) - 1, 1)
    return _LADDER[round(place * (len(_LADDER) - 1))]


def _readable(background: str) -> str:
    """Black or white, whichever contrasts more (WCAG 2 relative luminance)."""
    red, green, blue = (_linear(int(background[start : start + 2], 16) / 255) for start in (1, 3, 5))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#000000" if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff"


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
