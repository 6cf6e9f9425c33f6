"""A result whose rows are never together in memory: some columns of all units, all columns of some units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from hlmdiag.scoring.result import Result


@dataclass(frozen=True, repr=False)
class HeldResult(Result):
    """`frame` has the few columns that a look at the whole stock reads; `fetch` gives all those of some rows."""

    fetch: Callable[[Sequence[int]], pl.DataFrame]


def whole_rows(result: Result, rows: Sequence[int]) -> tuple[Result, list[int]]:
    """A result that has every column of some rows, and the places of these rows in it."""
    if not isinstance(result, HeldResult):
        return result, [*rows]
    return Result(result.grid, result.fetch(rows), result.manifest), [*range(len(rows))]
