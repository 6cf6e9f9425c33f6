"""The share of children that are at or beyond a bound."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from hlmdiag.rules.children import Children
from hlmdiag.rules.frozen import Frozen, Number

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

    def combine(self, children: Children) -> pl.Expr:
        """The score of a node: all children beyond give the bad end of the scale."""
        scale, engine = children.scale, children.engine
        assert scale.worst is not None and scale.best is not None  # the loader refuses it without ends
        bound, tolerance = self.share.beyond, 5e-10  # compared to 9 decimals
        beyond = [
            (score > bound - tolerance if scale.burden else score < bound + tolerance).cast(engine.Float64) * weight
            for score, weight in children
        ]
        return scale.best + children.added(beyond) * (1 / children.total) * (scale.worst - scale.best)

    def shares(self, children: Children, raw: pl.Expr) -> None:
        """None: a count of children does not split into their points."""
        return
