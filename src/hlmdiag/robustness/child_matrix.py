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
from hlmdiag.scoring.nodes import Child
from hlmdiag.scoring.nodes import children as columns_of_children

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
    columns = {each.id: each for each in columns_of_children(theme, name)}
    seen = [columns[each.id] for each in children]
    values = _matrix([_value(each, side) for each in seen[: len(leaves)]], frame)
    counts = _matrix([_counts(each, side).cast(pl.Float64) for each in seen], frame)
    known = values[counts[: len(leaves)] > 0]
    outside = scale.low is not None and scale.high is not None and (
        known.min(initial=scale.low) < scale.low or known.max(initial=scale.high) > scale.high
    )  # fmt: skip
    held = ChildMatrix(leaves, themes, values, None if counts.all() else counts, bool(outside))
    if side == "score" or side == "coverage":
        return held
    undecided = [pl.lit(value=False) if each.optional is None else each.optional for each in seen]
    optional = _matrix([each.cast(pl.Float64) for each in undecided], frame)
    if not optional.any():
        return held
    ends = _matrix([each.end(side) for each in seen], frame)
    return replace(held, picks=tuple(_picks(ends, counts, optional, side)), optional=optional)


def _picks(ends: Matrix, counts: Matrix, optional: Matrix, side: Side) -> Iterator[Matrix]:
    """Children sure to apply, then the others added up to each of their ends (see `Tree`)."""
    sure = counts * (1 - optional)
    yield sure
    for child in np.flatnonzero(optional.any(axis=1)):
        within = ends <= ends[child] if side == "low" else ends >= ends[child]
        yield np.where((optional > 0) & within & (optional[child] > 0), counts, sure)


def _value(child: Child, side: Side) -> pl.Expr:
    match side:
        case "score":
            return child.score
        case "coverage":
            return child.coverage
        case "low" | "high":
            return child.end(side)
        case _:
            assert_never(side)


def _counts(child: Child, side: Side) -> pl.Expr:
    return child.score.is_not_null() if side == "score" else child.applicable


def _matrix(lines: list[pl.Expr], frame: pl.DataFrame) -> Matrix:
    names = [f"|{place}" for place in range(len(lines))]
    # `with_columns`, then `select`: selecting constants directly would give a single row
    added = frame.with_columns(line.fill_null(0.0).alias(name) for name, line in zip(names, lines, strict=True))
    columns = added.select(names).get_columns()
    return np.array([column.to_numpy() for column in columns], dtype=np.float64).reshape(len(lines), frame.height)
