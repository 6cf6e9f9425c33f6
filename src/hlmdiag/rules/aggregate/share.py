"""The share of children that are at or beyond a bound."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar

from hlmdiag.rules.frozen import Frozen, Number
from hlmdiag.rules.scale import Scale

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Beyond", "Share"]


class Beyond(Frozen):
    """The bound, in the points of the grid's scale."""

    beyond: Number


class Share(Frozen):
    """Weighted share of the children at or beyond the bound in the bad direction, mapped onto the scale."""

    key: ClassVar[str] = "share"
    share: Beyond

    def combine(
        self, scores: Sequence[pl.Expr], weights: Sequence[float], total: pl.Expr, scale: Scale, engine: ModuleType
    ) -> pl.Expr:
        """The score of a node: all children beyond give the bad end of the scale."""
        assert scale.worst is not None and scale.best is not None  # the loader refuses it without ends
        bound, tolerance = self.share.beyond, 5e-10  # compared to 9 decimals
        beyond = [
            (score > bound - tolerance if scale.burden else score < bound + tolerance).cast(engine.Float64) * weight
            for score, weight in zip(scores, weights, strict=True)
        ]
        part = engine.sum_horizontal(beyond) * (1 / total)
        score: pl.Expr = engine.when(total > 0).then(scale.best + part * (scale.worst - scale.best)).otherwise(None)
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
        """None: a count of children does not split into their points."""
        return
