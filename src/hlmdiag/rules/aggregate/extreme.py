"""The worst child, or the best one, decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from hlmdiag.rules.children import Children
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

    def combine(self, children: Children) -> pl.Expr:
        """The score of a node; weights do not matter."""
        highest = self.takes_highest(children.scale)
        pick = children.engine.max_horizontal if highest else children.engine.min_horizontal
        extreme: pl.Expr = pick(children.scores)
        return extreme

    def shares(self, children: Children, raw: pl.Expr) -> list[pl.Expr]:
        """The deciding child carries all; those that tie with it (to 9 decimals) share equally."""
        ties = [((score - raw).abs() < 5e-10).cast(children.engine.Float64) for score in children.scores]
        each = 1 / children.engine.sum_horizontal(ties)
        return [children.where_scored(tie * each, score) for score, tie in zip(children.scores, ties, strict=True)]


class Best(Worst):
    """The best score of the children."""

    key: ClassVar[str] = "best"

    def takes_highest(self, scale: Scale) -> bool:
        """Whether the deciding child is the one with the highest score."""
        return not scale.burden
