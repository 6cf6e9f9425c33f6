"""A result whose rows are never together in memory: some columns of all units, all columns of some units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import polars as pl

from hlmdiag.scoring.result import Result


class HeldRows(Protocol):
    """The rows of a result, with every column, out of memory."""

    @property
    def height(self) -> int:
        """Number of rows."""

    def some(self, rows: Sequence[int]) -> pl.DataFrame:
        """Some rows, in the order given."""

    def part(self, start: int, count: int, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Some rows in their order, those that there are; `columns`: those that are wanted, of all."""


@dataclass(frozen=True, repr=False)
class HeldResult(Result):
    """`frame` has the few columns that a look at the whole stock reads, of every unit."""

    rows: HeldRows


def height_of(result: Result) -> int:
    """Number of units."""
    return result.rows.height if isinstance(result, HeldResult) else result.frame.height


def whole_rows(result: Result, rows: Sequence[int]) -> tuple[Result, list[int]]:
    """A result that has every column of some rows, and the places of these rows in it."""
    if not isinstance(result, HeldResult):
        return result, [*rows]
    return Result(result.grid, result.rows.some(rows), result.manifest), [*range(len(rows))]


def part_of(result: Result, start: int, count: int, columns: Sequence[str] | None = None) -> Result:
    """A result of some rows in their order, with every column; `columns`: those that are read, where others need not be
    there."""
    if isinstance(result, HeldResult):
        return Result(result.grid, result.rows.part(start, count, columns), result.manifest)
    return replace(result, frame=result.frame.slice(start, count))
