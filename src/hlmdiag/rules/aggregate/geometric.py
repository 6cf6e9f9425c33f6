"""Weighted geometric mean: a weak child is only partly made up for by the others (as the HDI since 2010)."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar

from hlmdiag.rules.frozen import Frozen
from hlmdiag.rules.scale import Scale

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Geometric"]


class Geometric(Frozen):
    """exp(Σ weight × ln score ÷ Σ weight); a zero gives zero."""

    key: ClassVar[str] = "geometric"

    def combine(
        self, scores: Sequence[pl.Expr], weights: Sequence[float], total: pl.Expr, scale: Scale, engine: ModuleType
    ) -> pl.Expr:
        """The score of a node; `total` is the weight of the children whose score is not null."""
        logs = [score.log() * weight for score, weight in zip(scores, weights, strict=True)]
        score: pl.Expr = engine.when(total > 0).then((engine.sum_horizontal(logs) * (1 / total)).exp()).otherwise(None)
        return score

    def shares(
        self,
        scores: Sequence[pl.Expr],
        weights: Sequence[float],
        total: pl.Expr,
        raw: pl.Expr,
        scale: Scale,
        engine: ModuleType,
    ) -> None:
        """None: a product does not split into a sum of contributions."""
        return
