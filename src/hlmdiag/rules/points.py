"""Points of a column of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import polars as pl


class Points(NamedTuple):
    """Points of each answer, null where there is none or where the rule refuses it; then the ends of what the rule
    can still give for that row (null: no bound), which is what an unknown answer is free to become.
    """

    points: pl.Expr
    low: pl.Expr
    high: pl.Expr


class Reach(NamedTuple):
    """The smallest and the largest points a rule can give; None means no bound."""

    low: float | None
    high: float | None
