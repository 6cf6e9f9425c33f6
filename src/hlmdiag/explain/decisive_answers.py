"""Decisive missing answers: the fewest that settle a level whatever they are, or those that can change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import comb
from typing import Any

from hlmdiag.explain.diagnostic import ColumnAnswer, DecisiveAnswer, DecisiveAnswers, FlagReading
from hlmdiag.expression.tree import ThresholdLookup
from hlmdiag.grid.model import Grid, Indicator, Theme
from hlmdiag.scoring.collectable import facts
from hlmdiag.scoring.reads import columns_of, columns_read, tables_read
from hlmdiag.scoring.result_columns import answer_column, answer_state_column

_MOST_SETS = 2000
"""Sets of answers of one size that are all tried; beyond, the heaviest are taken and those too many left out."""


def settling(
    grid: Grid,
    values: Mapping[str, Any],
    unknown: Sequence[DecisiveAnswer],
    undecided: tuple[ColumnAnswer, ...],
    flags: Sequence[FlagReading],
    alone: ColumnAnswer | None = None,
) -> DecisiveAnswers | None:
    """The answers to collect so that a unit gets a level.

    A unit without a level for want of answers gets one as soon as its coverage reaches the minimum: the fewest answers
    are then those of greatest weight. This holds whatever they are where nothing unknown blocks a score and no answer
    to collect decides what applies; elsewhere all the answers that can move the score are given. `alone`: an answer
    that was found to settle the level by itself.
    """
    if values["override"] is not None or not grid.levels:
        return None
    if values["level"] is None and (values["coverage"] is not None or grid.level_rules):
        enough = () if grid.level_rules else _enough(grid, values, unknown)
        if alone is not None and len(enough) != 1:
            return DecisiveAnswers((), (alone,), is_enough=True)
        if grid.level_rules:
            return DecisiveAnswers((), undecided, is_enough=False) if undecided else None
        moving = tuple(each for each in unknown if each.width is None or each.width > 0)
        return DecisiveAnswers(enough or moving, (), is_enough=bool(enough)) if enough or moving else None
    answers = _of_flags(grid, values, flags) if values["conclusive"] else ()
    return DecisiveAnswers((), answers, is_enough=False) if answers else None


def _enough(grid: Grid, values: Mapping[str, Any], unknown: Sequence[DecisiveAnswer]) -> tuple[DecisiveAnswer, ...]:
    """The fewest indicators that bring the coverage to its minimum; none where that would not be enough."""
    themes = [node for node in grid.root.walk() if isinstance(node, Theme)]
    if any(theme.missing == "block" or theme.adjust is not None for theme in themes):
        return ()
    deciding = facts(grid)
    usable = [each for each in unknown if _is_sure(each, values, deciding)]
    lacking = {each.reading.indicator.id: _lacking(each.reading.indicator, values) for each in usable}

    def known(taken: Sequence[DecisiveAnswer]) -> float:
        """The coverage once these are known, and all the indicators that the same answers serve."""
        given = frozenset[str]().union(*(lacking[each.reading.indicator.id] for each in taken))
        served = (each for each in usable if lacking[each.reading.indicator.id] <= given)
        return float(values["coverage"]) + sum(each.reading.weight or 0.0 for each in served)

    def suffice(taken: Sequence[DecisiveAnswer]) -> bool:
        return round(known(taken), 9) >= grid.root.min_coverage

    first = {lacking[each.reading.indicator.id]: each for each in reversed(usable)}
    ordered = sorted(first.values(), key=lambda each: (-known([each]), usable.index(each)))
    for size in range(1, len(ordered) + 1):
        if comb(len(ordered), size) > _MOST_SETS:
            return _pruned(ordered, suffice)
        for taken in combinations(ordered, size):
            if suffice(taken):
                return taken
    return ()


def _pruned(
    ordered: Sequence[DecisiveAnswer], suffice: Callable[[Sequence[DecisiveAnswer]], bool]
) -> tuple[DecisiveAnswer, ...]:
    """The heaviest that suffice together, none of which can be left out; none where all of them do not."""
    size = next((size for size in range(1, len(ordered) + 1) if suffice(ordered[:size])), None)
    kept = list(ordered[:size]) if size is not None else []
    for each in list(kept):
        without = [other for other in kept if other is not each]
        kept = without if suffice(without) else kept
    return tuple(kept)


def _lacking(leaf: Indicator, values: Mapping[str, Any]) -> frozenset[str]:
    """Unknown inputs of an indicator: columns, tables."""
    columns = {name for name in columns_read(leaf) if values.get(answer_state_column(name), "missing") != "scored"}
    return frozenset(columns | {f"table {event.table}" for event in tables_read(leaf)})


def _is_sure(each: DecisiveAnswer, values: Mapping[str, Any], deciding: frozenset[str]) -> bool:
    """Whether knowing the answers of an indicator is sure to score it, and changes nothing else."""
    leaf = each.reading.indicator
    if each.reading.state not in ("missing", "unknown", "invalid") or not _is_large(leaf, values):
        return False
    if any(isinstance(it.tree, ThresholdLookup) and not it.tree.is_complete for it in leaf.standards):
        return False
    conditions = {name for each in (leaf.applies_if, *leaf.standards) for name in columns_of(each)}
    return not _lacking(leaf, values) & (deciding | conditions)


def _is_large(leaf: Indicator, values: Mapping[str, Any]) -> bool:
    """Whether the base of an indicator, where it has one, is a column that is large enough."""
    if leaf.min_base is None:
        return True
    columns = tuple(columns_of(leaf.min_base.value))
    base = values.get(answer_column(columns[0])) if leaf.min_base.value.text in columns else None
    return base is not None and base >= leaf.min_base.at_least


def _of_flags(grid: Grid, values: Mapping[str, Any], flags: Sequence[FlagReading]) -> tuple[ColumnAnswer, ...]:
    """The unknown answers of the flags that could still make the level worse."""
    places = grid.levels.places
    present = places.get(values["level"] or "", len(places))
    return tuple(dict.fromkeys(answer for flag in flags if _worsens(flag, places, present) for answer in flag.unknown))


def _worsens(reading: FlagReading, places: Mapping[str, int], present: int) -> bool:
    return not reading.holds and reading.floor is not None and places[reading.floor.id] > present
