"""Levels: of a score, still possible, raised by flags (design §5.7 to §5.9)."""

from __future__ import annotations

from typing import Any

from oracle.value import round9


def level_index(levels: dict[str, dict[str, Any]], score: float | None) -> int | None:
    """The level with the greatest `from` that the score reaches; the lowest is the bottom of the scale."""
    starts = [spec.get("from") for spec in levels.values()]
    if score is None or not starts or None in starts:
        return None
    reached = [start for start in starts if start <= round9(score)]
    return starts.index(max(reached) if reached else min(starts))


def level_of(levels: dict[str, dict[str, Any]], score: float | None) -> str | None:
    index = level_index(levels, score)
    return None if index is None else list(levels)[index]


def met(levels: dict[str, dict[str, Any]], low: float | None, high: float | None, burden: bool) -> set[int]:
    """The levels that an interval meets; no bound means up to the end of the list."""
    good, bad = (low, high) if burden else (high, low)
    first = 0 if good is None else level_index(levels, good)
    last = len(levels) - 1 if bad is None else level_index(levels, bad)
    return set() if first is None or last is None else set(range(first, last + 1))


def raised(index: int, floors: list[int]) -> int:
    return max([index, *floors])


def with_flags(possible: set[int], holding: list[int], undecided: list[int]) -> list[int]:
    """After the flags that hold; then also as any undecided flag would raise them."""
    certain = {raised(index, holding) for index in possible}
    return sorted(certain | {raised(index, [floor]) for index in certain for floor in undecided})
