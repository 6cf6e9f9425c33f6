"""Points added as they stand, over a declared maximum: the public grids with coefficients."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from hlmdiag.rules.children import Children
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

    def combine(self, children: Children) -> pl.Expr:
        """The score of a node, not yet capped."""
        factor = self.factor(children.scale)
        return children.added([score * (weight * factor) for score, weight in children])

    def shares(self, children: Children, raw: pl.Expr) -> list[pl.Expr]:
        """What one point of each child is worth in the score."""
        factor = self.factor(children.scale)
        return [children.where_scored(weight * factor, score) for score, weight in children]
