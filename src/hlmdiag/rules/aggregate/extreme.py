"""The worst child, or the best one, decides."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar

from hlmdiag.rules.frozen import Frozen
from hlmdiag.rules.scale import Scale

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Best", "Worst"]


class Worst(Frozen):
    """The worst score of the children: nothing makes up for it."""

    key: ClassVar[str] = "worst"

    def takes_highest(self, scale: Scale) -> bool:
        """Whether the deciding child is the one with the highest score."""
        return scale.burden

    def combine(
        self, scores: Sequence[pl.Expr], weights: Sequence[float], total: pl.Expr, scale: Scale, engine: ModuleType
    ) -> pl.Expr:
        """The score of a node; weights do not matter."""
        extreme: pl.Expr = engine.max_horizontal(scores) if self.takes_highest(scale) else engine.min_horizontal(scores)
        return extreme

    def shares(
        self,
        scores: Sequence[pl.Expr],
        weights: Sequence[float],
        total: pl.Expr,
        raw: pl.Expr,
        scale: Scale,
        engine: ModuleType,
    ) -> list[pl.Expr]:
        """The deciding child carries all; those that tie with it (to 9 decimals) share equally."""
        ties = [((score - raw).abs() < 5e-10).cast(engine.Float64) for score in scores]
        number = engine.sum_horizontal(ties)
        return [
            engine.when(score.is_not_null()).then(tie * (1 / number)).otherwise(None)
            for score, tie in zip(scores, ties, strict=True)
        ]


class Best(Worst):
    """The best score of the children."""

    key: ClassVar[str] = "best"

    def takes_highest(self, scale: Scale) -> bool:
        """Whether the deciding child is the one with the highest score."""
        return not scale.burden
