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

    steps: tuple[Sequence[pl.Expr], ...]
    columns: tuple[pl.Expr, ...]
    read: Collection[str]

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The columns of a frame, nothing else.

        Each step is given the columns that it reads alone: polars plans an expression against all that there are.
        """
        return pl.DataFrame(self._planned[-1].of(self._on_the_way(frame)))

    def on_the_way(self, frame: pl.DataFrame) -> pl.DataFrame:
        """All that is computed before the columns, for plans that hold it (`depending_on`)."""
        computed = {each.name for step in self._planned[:-1] for each in step.columns}
        return pl.DataFrame([each for name, each in self._on_the_way(frame).items() if name in computed])

    def depending_on(self, changed: Collection[str]) -> ColumnPlan:
        """The part of it that some columns computed on the way have a hand in, these among them.

        The frame then has the rest, as `on_the_way` gives it where these columns are not what they will be. A step may
        renew columns of the frame itself: there, these are what they were.
        """
        depends = self._depending(changed)
        kept = [
            [each for each in step.columns if (place, each.name) in depends]
            for place, step in enumerate(self._planned[:-1])
        ]
        read, known = set[str](), set[str]()
        for columns in (*kept, self._planned[-1].columns):
            read.update(name for each in columns for name in each.reads if name not in known)
            known.update(each.name for each in columns)
        return ColumnPlan(tuple([each.column for each in step] for step in kept if step), self.columns, read)

    def _depending(self, changed: Collection[str]) -> set[tuple[int, str]]:
        """The places, by step and name, of what depends on these columns."""
        last = {name: place for place, name in self._places}
        again = {name for place, name in self._places if place < last[name]}
        depends, whole = set[tuple[int, str]](), set(changed)
        while True:
            touched = set[str]()
            for (place, name), reads in self._places.items():
                # a step cannot read its own columns: at worst, one too many is taken
                if name in whole or not touched.isdisjoint(reads):
                    depends.add((place, name))
                    touched.add(name)
            # a column computed by several steps is taken for all of them or none: the frame holds only its last value
            early = {name for place, own in depends for name in self._places[place, own] if place <= last.get(name, -1)}
            partly = again & (touched | early) - whole
            if not partly:
                return depends
            whole |= partly

    def _on_the_way(self, frame: pl.DataFrame) -> dict[str, pl.Series]:
        # at least one column, for the height
        held = {name: frame.get_column(name) for name in self.read or frame.columns[:1]}
        for step in self._planned[:-1]:
            held |= {each.name: each for each in step.of(held)}
        return held

    @cached_property
    def _planned(self) -> list[_Step]:
        return [_Step.of_columns(step) for step in (*self.steps, self.columns)]

    @cached_property
    def _places(self) -> dict[tuple[int, str], Collection[str]]:
        """What is read by each column computed on the way, by its step and its name."""
        return {
            (place, each.name): each.reads for place, step in enumerate(self._planned[:-1]) for each in step.columns
        }


@dataclass(frozen=True)
class _Column:
    """A column to compute, its name, and the names that it reads."""

    column: pl.Expr
    name: str
    reads: Collection[str]


@dataclass(frozen=True)
class _Step:
    """Columns computed together, and the names that they read."""

    columns: Sequence[_Column]
    reads: tuple[str, ...]

    @classmethod
    def of_columns(cls, columns: Sequence[pl.Expr]) -> _Step:
        found = [_Column(each, each.meta.output_name(), each.meta.root_names()) for each in columns]
        return cls(found, tuple(dict.fromkeys(name for each in found for name in each.reads)))

    def of(self, held: Mapping[str, pl.Series]) -> list[pl.Series]:
        """These columns computed from the held ones; one more column gives the height if all of them are constants."""
        read = [held[name] for name in self.reads] or [next(iter(held.values()))]
        asked = [pl.col(read[0].name).alias(_HEIGHT), *(each.column for each in self.columns)]
        return pl.DataFrame(read).select(asked).get_columns()[1:]


_HEIGHT = "|height"


FrameLike = TypeVar("FrameLike", pl.DataFrame, DeferredColumns)
"""A frame, or the deferred steps of one."""
