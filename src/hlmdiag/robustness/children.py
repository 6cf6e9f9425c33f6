"""What the children of a theme hold, as matrices: read once, weighed as many times as there are draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from hlmdiag.grid.model import Indicator, Theme
from hlmdiag.rules.drawn import Matrix
from hlmdiag.rules.scale import Scale
from hlmdiag.scoring.columns import leaf, node
from hlmdiag.states import State

__all__ = ["Held", "Side", "hold"]

Side = Literal["score", "low", "high", "coverage"]


@dataclass(frozen=True)
class Held:
    """The children that count, the leaves first: `values` of the leaves (leaves × units, zero where there is none).

    `counts` (children × units) is 1 where a child counts and 0 elsewhere, None where every child counts everywhere;
    `outside` says that some leaf goes beyond the scale.
    """

    leaves: tuple[Indicator, ...]
    themes: tuple[Theme, ...]
    values: Matrix
    counts: Matrix | None
    outside: bool

    @property
    def children(self) -> tuple[Indicator | Theme, ...]:
        """All of them, in the order of `counts`."""
        return (*self.leaves, *self.themes)


def hold(theme: Theme, side: Side, frame: pl.DataFrame, name: str, scale: Scale) -> Held:
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
    return Held(leaves, themes, values, None if counts.all() else counts, bool(outside))


def _value(child: Indicator, side: Side, name: str) -> pl.Expr:
    match side:
        case "score":
            return pl.col(node(name, "brings", child.id))
        case "coverage":
            return (pl.col(leaf("state", child.id)) == int(State.SCORED)).cast(pl.Float64)
        case _:
            return pl.col(leaf(side, child.id))


def _counts(child: Indicator | Theme, side: Side, name: str) -> pl.Expr:
    if side == "score":
        return pl.col(node(name, "brings", child.id)).is_not_null()
    applies = leaf("applicable", child.id) if isinstance(child, Indicator) else node(name, "applicable", child.id)
    return pl.col(applies)


def _matrix(lines: list[pl.Expr], frame: pl.DataFrame) -> Matrix:
    columns = frame.select(line.fill_null(0.0).alias(str(place)) for place, line in enumerate(lines)).get_columns()
    return np.array([column.to_numpy() for column in columns], dtype=np.float64).reshape(len(lines), frame.height)
