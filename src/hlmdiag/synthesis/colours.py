"""Colours shared by reports: colours of levels, always beside their words, and tints of scores."""

from __future__ import annotations

from hlmdiag.branding import contrast
from hlmdiag.grid.level import Level, Levels
from hlmdiag.grid.model import Grid

# light ends of a scale that stays readable in grey and under dark text (tints of the ColorBrewer RdYlGn scheme)
BEST, MIDDLE, WORST = "#b7dfb9", "#fff3bf", "#f4a89a"
_LADDER = ("#2e7d32", "#9e9d24", "#f9a825", "#ef6c00", "#c62828", "#7b1113")
_UNSETTLED = "#9aa5b1"


def level_colour(level: Level | None, levels: Levels) -> str:
    """The colour of a level: that of the grid, else a step of a ladder from green to red."""
    if level is None:
        return _UNSETTLED
    if level.colour is not None and len(level.colour) == 7:
        return level.colour
    place = levels.index(level) / max(len(levels) - 1, 1)
    return _LADDER[round(place * (len(_LADDER) - 1))]


def spans_on_scale(grid: Grid) -> list[tuple[Level, float, float]]:
    """The scores that each level holds, within the scale; nothing where the scale has no ends."""
    levels, scale = grid.levels, grid.scale
    if scale.low is None or scale.high is None:
        return []
    least, most = scale.low, scale.high
    spans = ((level, *levels.span(level)) for level in levels.with_start)
    return [(level, min(max(low, least), most), min(max(high, least), most)) for level, low, high in spans]


def ink_on(background: str) -> str:
    """Black or white, whichever contrasts more (WCAG 2 relative luminance).

    >>> ink_on("#f9a825"), ink_on("#c62828")
    ('#000000', '#ffffff')
    """
    return "#000000" if contrast(background, "#000000") > contrast(background, "#ffffff") else "#ffffff"
