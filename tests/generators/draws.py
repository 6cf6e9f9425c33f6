"""The few kinds of choice that every generator makes, over hypothesis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


@lru_cache(maxsize=4096)
def integers(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high)


class Chooser:
    """Draws from hypothesis; the first choice of each list is the simplest, towards which failures shrink."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.draw = draw

    def whole(self, low: int, high: int) -> int:
        return low if low == high else self.draw(integers(low, high))

    def pick(self, options: Sequence[T]) -> T:
        return options[self.whole(0, len(options) - 1)]

    def chance(self, percent: int) -> bool:
        return self.whole(1, 100) > 100 - percent

    def rising(self, options: Sequence[T], count: int) -> list[T]:
        """So many different options, in their order."""
        pool = list(range(len(options)))
        kept = [pool.pop(self.whole(0, len(pool) - 1)) for _ in range(count)]
        return [options[index] for index in sorted(kept)]
