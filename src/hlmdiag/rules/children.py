"""The children of a node as an aggregation sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

from hlmdiag.expression import constant
from hlmdiag.rules.scale import Scale

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Children:
    """Scores (null for none) and weights, all positive; `total` is the weight of the children that have a score."""

    scores: tuple[pl.Expr, ...]
    weights: tuple[float, ...]
    total: pl.Expr
    scale: Scale
    engine: ModuleType

    def __iter__(self) -> Iterator[tuple[pl.Expr, float]]:
        """Each child's score with its weight."""
        return iter(zip(self.scores, self.weights, strict=True))

    def added(self, parts: list[pl.Expr]) -> pl.Expr:
        """The sum of what some children bring, null where no child has a score."""
        some, none = self.total > constant(0, self.engine), constant(None, self.engine)
        total: pl.Expr = self.engine.when(some).then(self.engine.sum_horizontal(parts)).otherwise(none)
        return total

    def weighed(self, score: pl.Expr, weight: float) -> pl.Expr:
        """A score times its weight."""
        return score * constant(weight, self.engine)

    def where_scored(self, share: pl.Expr | float, score: pl.Expr) -> pl.Expr:
        """A share of the children that have a score, null for the others."""
        kept: pl.Expr = self.engine.when(score.is_not_null()).then(share).otherwise(None)
        return kept
