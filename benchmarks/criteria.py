"""The benchmark's grid as data: 60 criteria, or as many as asked, in 8 themes; read by the generator and the rivals."""

from __future__ import annotations

from dataclasses import dataclass

LEVELS = (("courant", 0.0), ("vigilance", 25.0), ("fragile", 45.0), ("complexe", 65.0))
MIN_COVERAGE = 0.6
POINTS = (0.0, 33.0, 67.0, 100.0)
THEME_WEIGHTS = (20.0, 20.0, 20.0, 10.0, 12.0, 13.0, 5.0, 5.0)
COUNT = 60
MAKINGS = ("usual", "marked", "judged")
"""Makings of a stock. `marked`: half points, percents without their sign, other marks, blanks between quotes; `judged`:
a fifth of the criteria by anchors, two fifths by choices."""


@dataclass(frozen=True)
class Criterion:
    """One criterion: how its cells are written (`cells`) and how its value becomes points (`rule`)."""

    id: str
    theme: int
    weight: float
    cells: str
    """`number` (decimal comma), `count`, `percent` (with its sign), `mark` (1 to 4), `yes` (oui/non)."""
    rule: str
    """`steps`, `linear`, `anchors` or `choices`."""
    bounds: tuple[float, ...]
    """Lower bounds of `steps`; best and worst of `linear`; the values of `anchors`."""


def criteria(count: int = COUNT, making: str = MAKINGS[0]) -> list[Criterion]:
    """The criteria, shared between the eight themes, the five ways of writing a cell taken in turn."""
    found: list[Criterion] = []
    for theme in range(len(THEME_WEIGHTS)):
        size, more = divmod(count, len(THEME_WEIGHTS))
        for place in range(size + (theme < more)):
            found.append(_criterion(theme, place, len(found), making))
    return found


def _criterion(theme: int, place: int, number: int, making: str) -> Criterion:
    name, weight = f"c{theme + 1}_{place + 1}", 1.0 + number % 3
    match number % 5:
        case 0:
            rule = "anchors" if making == "judged" else "steps"
            return Criterion(name, theme, weight, "number", rule, (0.0, 8.0, 20.0, 45.0))
        case 1:
            return Criterion(name, theme, weight, "mark", "choices", ())
        case 2:
            return Criterion(name, theme, weight, "percent", "linear", (5.0, 60.0))
        case 3:
            return Criterion(name, theme, weight, "count", "steps", (0.0, 10.0, 25.0, 50.0))
        case _:
            return Criterion(name, theme, weight, "yes", "choices", ())
