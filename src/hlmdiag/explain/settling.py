"""Which missing answers would settle a level: the fewest that do so whatever they are, or those that can change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hlmdiag.explain.diagnostic import Answer, Deciding, FlagReading, Settling
from hlmdiag.explain.sources import columns_of, columns_read
from hlmdiag.grid.model import Grid, Indicator, Theme

__all__ = ["settling"]


def settling(
    grid: Grid,
    values: Mapping[str, Any],
    unknown: Sequence[Deciding],
    undecided: tuple[Answer, ...],
    flags: Sequence[FlagReading],
) -> Settling | None:
    """What to collect so that a unit has a level.

    A unit without a level for want of answers gets one as soon as its coverage reaches the minimum: the fewest answers
    are then those of greatest weight. This holds whatever they are where nothing unknown blocks a score and no answer
    to collect decides what applies; elsewhere all the answers that can move the score are given.
    """
    if values["override"] is not None or not grid.levels:
        return None
    if grid.level_rules:
        return Settling((), undecided, is_enough=False) if undecided else None
    if not values["conclusive"]:
        if values["level"] is not None or values["coverage"] is None:
            return None
        enough = _enough(grid, values, unknown)
        moving = tuple(each for each in unknown if each.width is None or each.width > 0)
        return Settling(enough or moving, (), is_enough=bool(enough)) if enough or moving else None
    answers = _of_flags(grid, values, flags)
    return Settling((), answers, is_enough=False) if answers else None


def _enough(grid: Grid, values: Mapping[str, Any], unknown: Sequence[Deciding]) -> tuple[Deciding, ...]:
    """The fewest indicators that bring the coverage to its minimum; none where that would not be enough."""
    themes = [node for node in grid.root.walk() if isinstance(node, Theme)]
    if any(theme.missing == "block" or theme.adjust is not None for theme in themes):
        return ()
    facts = _facts(grid)
    usable = [each for each in unknown if _is_sure(each, values, facts)]
    known = values["coverage"]
    taken: list[Deciding] = []
    for each in sorted(usable, key=lambda each: -(each.reading.weight or 0.0)):
        if round(known, 9) >= grid.root.min_coverage:
            break
        known, taken = known + (each.reading.weight or 0.0), [*taken, each]
    return tuple(taken) if round(known, 9) >= grid.root.min_coverage else ()


def _is_sure(each: Deciding, values: Mapping[str, Any], facts: frozenset[str]) -> bool:
    """Whether knowing the answers of an indicator is sure to score it, and changes nothing else."""
    leaf = each.reading.indicator
    if each.reading.state not in ("missing", "unknown", "invalid") or not _is_large(leaf, values):
        return False
    conditions = set(columns_of(leaf.applies_if)) | set(columns_of(leaf.goal))
    lacking = {column for column in columns_read(leaf) if values.get(f"answer_state:{column}", "missing") != "scored"}
    return not lacking & (facts | conditions)


def _is_large(leaf: Indicator, values: Mapping[str, Any]) -> bool:
    """Whether the base of an indicator, where it has one, is a column that is large enough."""
    if leaf.min_base is None:
        return True
    columns = tuple(columns_of(leaf.min_base.value))
    base = values.get(f"answer:{columns[0]}") if leaf.min_base.value.text in columns else None
    return base is not None and base >= leaf.min_base.at_least


def _facts(grid: Grid) -> frozenset[str]:
    """The columns that decide whether indicators apply, or whether their base is large enough."""
    found: set[str] = set()
    for leaf in grid.indicators:
        base = leaf.min_base.value if leaf.min_base is not None else None
        found |= {name for each in (leaf.applies_if, base) for name in columns_of(each)}
    return frozenset(found)


def _of_flags(grid: Grid, values: Mapping[str, Any], flags: Sequence[FlagReading]) -> tuple[Answer, ...]:
    """The unknown answers of the flags that could still make the level worse."""
    order = [level.id for level in grid.levels]
    present = order.index(values["level"]) if values["level"] in order else len(order)
    return tuple(dict.fromkeys(answer for flag in flags if _worsens(flag, order, present) for answer in flag.unknown))


def _worsens(reading: FlagReading, order: list[str], present: int) -> bool:
    return not reading.holds and reading.floor is not None and order.index(reading.floor.id) > present
