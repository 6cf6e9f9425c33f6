"""The children of a theme as matrices, read once and weighted once per draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, assert_never

import numpy as np
import polars as pl

from hlmdiag.grid.model import Indicator, Theme
from hlmdiag.rules.drawn import Matrix
from hlmdiag.rules.scale import Scale
from hlmdiag.scoring.columns import leaf, node
from hlmdiag.scoring.nodes import may_be_undecided
from hlmdiag.states import State

Side = Literal["score", "low", "high", "coverage"]


@dataclass(frozen=True)
class ChildMatrix:
    """The children that count, the leaves first: `values` of the leaves (leaves × units, zero where there is none).

    `counts` (children × units) is 1 where a child counts and 0 elsewhere, None where every child counts everywhere;
    `outside` says that some leaf goes beyond the scale.
    """

    leaves: tuple[Indicator, ...]
    themes: tuple[Theme, ...]
    values: Matrix
    counts: Matrix | None
    outside: bool
    picks: tuple[Matrix, ...] = ()
    """For an end of an interval where some child may not apply: the counts of each set of children that may give it."""
    optional: Matrix | None = None
    """For the same: 1 where it is undecided that a child applies."""

    @property
    def children(self) -> tuple[Indicator | Theme, ...]:
        """All of them, in the order of `counts`."""
        return (*self.leaves, *self.themes)


def read_children(theme: Theme, side: Side, frame: pl.DataFrame, name: str, scale: Scale) -> ChildMatrix:
    """Read one side of the children of a theme of the tree `name` among the working columns of the scoring."""
    counted = [child for child in theme.children if child.weight > 0]
    leaves = tuple(child for child in counted if isinstance(child, Indicator))
    themes = tuple(child for child in counted if isinstance(child, Theme))
    children: tuple[Indicator | Theme, ...] = (*leaves, *themes)
    values = _matrix([_value(each, side, name) for each in leaves], frame)
    counts = _matrix([_counts(each, side, name).cast(pl.Float64) for each in children], frame)
    known = values[counts[: len(leaves)] > 0]
    outside = scale.low is not None and scale.high is not None and (
        known.min(initial=scale.low) < scale.low or known.max(initial=scale.high) > scale.high
    )  # fmt: skip
    held = ChildMatrix(leaves, themes, values, None if counts.all() else counts, bool(outside))
    if side == "score" or side == "coverage":
        return held
    optional = _matrix([_optional(each, name).cast(pl.Float64) for each in children], frame)
    if not optional.any():
        return held
    ends = _matrix([_end(each, side, name) for each in children], frame)
    return replace(held, picks=tuple(_picks(ends, counts, optional, side)), optional=optional)


def _picks(ends: Matrix, counts: Matrix, optional: Matrix, side: Side) -> Iterator[Matrix]:
    """Those that are sure to apply, then with them the others up to each of their ends (see `Tree`)."""
    sure = counts * (1 - optional)
    yield sure
    for child in np.flatnonzero(optional.any(axis=1)):
        within = ends <= ends[child] if side == "low" else ends >= ends[child]
        yield np.where((optional > 0) & within & (optional[child] > 0), counts, sure)


def _optional(child: Indicator | Theme, name: str) -> pl.Expr:
    if not may_be_undecided(child):
        return pl.lit(value=False)
    return pl.col(leaf("optional", child.id) if isinstance(child, Indicator) else node(name, "optional", child.id))


def _end(child: Indicator | Theme, side: Side, name: str) -> pl.Expr:
    return pl.col(leaf(side, child.id) if isinstance(child, Indicator) else node(name, side, child.id))


def _value(child: Indicator, side: Side, name: str) -> pl.Expr:
    match side:
        case "score":
            return pl.col(node(name, "brings", child.id))
        case "coverage":
            return (pl.col(leaf("state", child.id)) == int(State.SCORED)).cast(pl.Float64)
        case "low" | "high":
            return pl.col(leaf(side, child.id))
        case _:
            assert_never(side)


def _counts(child: Indicator | Theme, side: Side, name: str) -> pl.Expr:
    if side == "score":
        return pl.col(node(name, "brings", child.id)).is_not_null()
    applies = leaf("applicable", child.id) if isinstance(child, Indicator) else node(name, "applicable", child.id)
    return pl.col(applies)


def _matrix(lines: list[pl.Expr], frame: pl.DataFrame) -> Matrix:
    names = [f"|{place}" for place in range(len(lines))]
    # added, then chosen: selected alone, what is the same for all units would have one row
    added = frame.with_columns(line.fill_null(0.0).alias(name) for name, line in zip(names, lines, strict=True))
    columns = added.select(names).get_columns()
    return np.array([column.to_numpy() for column in columns], dtype=np.float64).reshape(len(lines), frame.height)
