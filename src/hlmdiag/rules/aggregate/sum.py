"""Points added as they stand, over a declared maximum: the public grids with coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar

from hlmdiag.rules.frozen import Frozen, Number, PositiveNumber
from hlmdiag.rules.scale import Scale

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Sum", "Total"]


class Total(Frozen):
    """`out_of`: the points that give the whole width of the scale; `cap`: the score is never above it."""

    out_of: PositiveNumber | None = None
    cap: Number | None = None


class Sum(Frozen):
    """Σ weight × points × width of the scale ÷ `out_of`."""

    key: ClassVar[str] = "sum"
    sum: Total = Total()

    def factor(self, scale: Scale) -> float:
        """What one point is worth on the scale."""
        return 1.0 if self.sum.out_of is None else scale.width / self.sum.out_of

    def combine(
        self, scores: Sequence[pl.Expr], weights: Sequence[float], total: pl.Expr, scale: Scale, engine: ModuleType
    ) -> pl.Expr:
        """The score of a node, not yet capped."""
        factor = self.factor(scale)
        products = [score * (weight * factor) for score, weight in zip(scores, weights, strict=True)]
        score: pl.Expr = engine.when(total > 0).then(engine.sum_horizontal(products)).otherwise(None)
        return score

    def shares(
        self,
        scores: Sequence[pl.Expr],
        weights: Sequence[float],
        total: pl.Expr,
        raw: pl.Expr,
        scale: Scale,
        engine: ModuleType,
    ) -> list[pl.Expr]:
        """What one point of each child is worth in the score."""
        factor = self.factor(scale)
        return [
            engine.when(score.is_not_null()).then(engine.lit(weight * factor)).otherwise(None)
            for score, weight in zip(scores, weights, strict=True)
        ]
