"""What one view alone says of a unit without level (design §5.7)."""

from __future__ import annotations

from typing import Any

from oracle.document import Node
from oracle.levels import level_index, raised
from oracle.tree import Scored, published, shown_interval
from oracle.value import round9

Row = dict[str, Any]


def first_look(grid: Row, root: Node, seen: Scored, floors: list[int], result: Row) -> Row:
    """The columns of the first look, all null where a level or a score is known."""
    names = ("level", "score", "low", "high", "coverage")
    found: Row = {f"first_look_{name}": None for name in names}
    if result["level"] is not None or result["conclusive"]:
        return found
    least = float(grid["first_look"]["min_coverage"])
    if seen.coverage is not None:
        found["first_look_coverage"] = round9(seen.coverage)
    score = published(seen, least) if seen.applicable else None
    if score is None:
        return found
    ends = shown_interval(seen, least)
    numbers = [None if number is None else round9(number) for number in (score, *ends)]
    found |= zip(("first_look_score", "first_look_low", "first_look_high"), numbers, strict=True)
    place, possible = level_index(root.levels, score), result["levels_possible"]
    if place is not None and possible:
        ids = list(root.levels)
        under = [level for level in possible if ids.index(level) <= raised(place, floors)]
        found["first_look_level"] = under[-1] if under else possible[0]
    return found
