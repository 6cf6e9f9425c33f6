"""Columns to add to a frame step by step, planned once for all the frames that take them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import polars as pl


@dataclass(frozen=True)
class DeferredColumns:
    """What is to be added to a frame, step after step; columns of one step read those of the steps before it.

    It takes columns as a frame does, so that what scores a stock also says how to score many small frames: writing
    the columns costs more than computing them on a few units.
    """

    added: tuple[tuple[pl.Expr, ...], ...] = ()

    def with_columns(self, columns: Iterable[pl.Expr]) -> DeferredColumns:
        """These steps, then these columns."""
        return DeferredColumns((*self.added, tuple(columns)))

    def giving(self, columns: Sequence[pl.Expr]) -> ColumnPlan:
        """What computes these columns alone: whatever they do not depend on is left out."""
        needed = {name for column in columns for name in column.meta.root_names()}
        kept = []
        for step in reversed(self.added):
            useful = [(name, column) for column in step if (name := column.meta.output_name()) in needed]
            needed -= {name for name, _ in useful}
            needed |= {name for _, column in useful for name in column.meta.root_names()}
            kept.append([column for _, column in useful])
        return ColumnPlan(tuple(step for step in reversed(kept) if step), tuple(columns), frozenset(needed))


@dataclass(frozen=True)
class ColumnPlan:
    """Columns of a frame and all that is computed on the way to them; `read`: what it needs of the frame itself."""

    steps: tuple[list[pl.Expr], ...]
    columns: tuple[pl.Expr, ...]
    read: Collection[str]

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The columns of a frame, nothing else."""
        frame = frame.select(name for name in frame.columns if name in self.read)
        for step in self.steps:
            frame = frame.with_columns(step)
        return frame.select(self.columns)


FrameLike = TypeVar("FrameLike", pl.DataFrame, DeferredColumns)
"""What columns are added to: a frame, or the steps that frames will go through."""
