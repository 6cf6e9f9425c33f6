"""Weighted mean over what was answered: full compensation between children."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar

from hlmdiag.rules.frozen import Frozen
from hlmdiag.rules.scale import Scale

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Mean"]


class Mean(Frozen):
    """Σ weight × score ÷ Σ weight, over the children that have a score."""

    key: ClassVar[str] = "mean"

    def combine(
        self, scores: Sequence[pl.Expr], weights: Sequence[float], total: pl.Expr, scale: Scale, engine: ModuleType
    ) -> pl.Expr:
        """The score of a node; `total` is the weight of the children whose score is not null."""
        products = [score * weight for score, weight in zip(scores, weights, strict=True)]
        score: pl.Expr = engine.when(total > 0).then(engine.sum_horizontal(products) * (1 / total)).otherwise(None)
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
        """What each child weighs in the score, null where it has none."""
        return [
            engine.when(score.is_not_null()).then(weight * (1 / total)).otherwise(None)
            for score, weight in zip(scores, weights, strict=True)
        ]
