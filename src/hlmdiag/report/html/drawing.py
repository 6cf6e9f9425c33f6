"""Geometry of drawings: places on the scale, tints, marks of levels. Every figure is also in a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hlmdiag.grid.level import Level
from hlmdiag.grid.model import Grid
from hlmdiag.rules.scale import Scale
from hlmdiag.synthesis import BEST, MIDDLE, WORST, Distribution, ink_on, level_colour, spans_on_scale

TINTS = 9
"""Steps of the heat map: an eye tells no more apart, and neighbours stay close."""
_BARS = 20


@dataclass(frozen=True)
class Segment:
    """A part of a stacked bar: a level, its number of units, and its place out of a hundred."""

    place: int
    level: Level | None
    units: int
    start: str
    width: str
    wide: bool
    """Whether its number can be written inside."""


def coordinate(value: float) -> str:
    """A length in a drawing, the same text on every machine."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def on_scale(value: float | None, scale: Scale) -> str | None:
    """Place of a score on a scale drawn over a hundred; None without a scale or a score."""
    if value is None or scale.low is None or scale.high is None:
        return None
    return coordinate(100 * (value - scale.low) / (scale.high - scale.low))


def hundredth(value: float | None, scale: Scale) -> int | None:
    """The same to the nearest hundredth, for bars shown with their figure."""
    place = on_scale(value, scale)
    return None if place is None else min(max(round(float(place)), 0), 100)


def tint(value: float | None, scale: Scale) -> int | None:
    """The tint of a score, from 0 (the most favourable) to `TINTS` - 1."""
    if value is None or scale.best is None or scale.worst is None:
        return None
    share = (value - scale.best) / (scale.worst - scale.best)
    return min(int(share * TINTS), TINTS - 1)


def tint_styles() -> list[str]:
    """The colours of the tints, from the most favourable."""
    middle = (TINTS - 1) / 2
    return [
        _mix(BEST, MIDDLE, step / middle) if step <= middle else _mix(MIDDLE, WORST, step / middle - 1)
        for step in range(TINTS)
    ]


def level_styles(grid: Grid) -> list[tuple[str, str]]:
    """Colours of each level and of the ink readable on it, from best to worst, then for no level."""
    colours = [level_colour(level, grid.levels) for level in (*grid.levels, None)]
    return [(colour, ink_on(colour)) for colour in colours]


def bands(grid: Grid) -> list[tuple[int, str, str, float]]:
    """The scores that each level holds, on a scale drawn over a hundred: place of the level, start, width, bound."""
    levels, scale = grid.levels, grid.scale
    if scale.low is None or scale.high is None:
        return []
    unit, start = 100 / (scale.high - scale.low), scale.low
    return [
        (levels.places[level.id], coordinate((low - start) * unit), coordinate((high - low) * unit), low)
        for level, low, high in spans_on_scale(grid)
    ]


def mark(place: int, levels: int) -> list[tuple[str, str, str, str, bool]]:
    """The mark of a level: as many bars as levels, those up to its own filled (x, y, width, height, filled)."""
    step = _BARS / levels
    return [
        (coordinate(bar * step + 0.5), coordinate(13 - height), coordinate(step - 1), coordinate(height), bar <= place)
        for bar, height in enumerate(_heights(levels))
    ]


def mark_image(place: int, grid: Grid) -> str:
    """The mark of a level as the style sheet draws it, beside every line of a long list."""
    levels = len(grid.levels)
    if place == levels:
        inside = (
            "<rect x='1' y='1' width='18' height='12' rx='3' fill='#fff' stroke='#52606d' stroke-dasharray='2 1.5'/>"
            "<text x='10' y='11' font-family='sans-serif' font-weight='600' font-size='10' text-anchor='middle'"
            " fill='#1f2933'>?</text>"
        )
    else:
        colour = level_colour(grid.levels[place], grid.levels)
        inside = "".join(
            f"<rect x='{x}' y='{y}' width='{width}' height='{height}' fill='{colour if filled else '#fff'}'"
            f" stroke='{'#3e4c59' if filled else '#9aa5b1'}' stroke-width='.7'/>"
            for x, y, width, height, filled in mark(place, levels)
        )
    image = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 14'>{inside}</svg>"
    return f'url("data:image/svg+xml,{image.replace("#", "%23").replace("<", "%3c").replace(">", "%3e")}")'


def segments(distribution: Distribution) -> Iterator[Segment]:
    """The stacked bar of a distribution: its levels one after the other, by number of units."""
    start = 0.0
    for place, count in enumerate(distribution.levels):
        width = 100 * count.quantity.share
        if count.quantity.units:
            wide = width >= 3 * len(str(count.quantity.units))
            yield Segment(place, count.level, count.quantity.units, coordinate(start), coordinate(width), wide)
        start += width


def bar_width(share: float | None, longest: Sequence[float | None]) -> str:
    """The length of a bar among others, over a hundred."""
    most = max((each for each in longest if each is not None), default=0.0)
    return coordinate(100 * share / most) if share and most else "0"


def _heights(levels: int) -> list[float]:
    return [4 + 8 * bar / max(levels - 1, 1) for bar in range(levels)]


def _mix(first: str, second: str, share: float) -> str:
    pairs = ((int(first[at : at + 2], 16), int(second[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)
