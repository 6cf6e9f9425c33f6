"""Columns to add to a frame step by step, planned once for all the frames that take them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import polars as pl


@dataclass(frozen=True)
class DeferredColumns:
    """Columns to add to a frame, step after step; the columns of one step read only earlier steps.

    It takes columns as a frame does, so that what scores a stock also says how to score many small frames: writing
    the columns costs more than computing them on a few units.
    """

    added: tuple[tuple[pl.Expr, ...], ...] = ()

    def with_columns(self, columns: Iterable[pl.Expr]) -> DeferredColumns:
        """These steps, then these columns."""
        return DeferredColumns((*self.added, tuple(columns)))

    def giving(self, columns: Sequence[pl.Expr]) -> ColumnPlan:
        """The steps needed to compute these columns alone."""
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
        """The columns of a frame, nothing else.

        Each step is given the columns that it reads alone: polars plans an expression against all that there are.
        """
        # one column at least, which gives the height
        held = {name: frame.get_column(name) for name in self.read or frame.columns[:1]}
        *steps, last = self._planned
        for step in steps:
            held |= {each.name: each for each in step.of(held)}
        return pl.DataFrame(last.of(held))

    @cached_property
    def _planned(self) -> list[_Step]:
        return [_Step.of_columns(step) for step in (*self.steps, self.columns)]


@dataclass(frozen=True)
class _Step:
    """Columns computed together, and the names that they read."""

    columns: Sequence[pl.Expr]
    reads: tuple[str, ...]

    @classmethod
    def of_columns(cls, columns: Sequence[pl.Expr]) -> _Step:
        reads = dict.fromkeys(name for column in columns for name in column.meta.root_names())
        return cls(columns, tuple(reads))

    def of(self, held: Mapping[str, pl.Series]) -> list[pl.Series]:
        """These columns computed from the held ones; one more column gives the height if all of them are constants."""
        read = [held[name] for name in self.reads] or [next(iter(held.values()))]
        asked = [pl.col(read[0].name).alias(_HEIGHT), *self.columns]
        return pl.DataFrame(read).select(asked).get_columns()[1:]


_HEIGHT = "|height"


FrameLike = TypeVar("FrameLike", pl.DataFrame, DeferredColumns)
"""A frame, or the deferred steps of one."""
