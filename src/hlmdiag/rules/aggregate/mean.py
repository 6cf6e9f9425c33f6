"""Weighted mean over what was answered: full compensation between children."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from hlmdiag.rules.children import Children
from hlmdiag.rules.frozen import Frozen

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Mean"]


class Mean(Frozen):
    """Σ weight × score ÷ Σ weight, over the children that have a score."""

    key: ClassVar[str] = "mean"

    def combine(self, children: Children) -> pl.Expr:
        """The score of a node."""
        return children.added([score * weight for score, weight in children]) * (1 / children.total)

    def shares(self, children: Children, raw: pl.Expr) -> list[pl.Expr]:
        """What each child weighs in the score, null where it has none."""
        return [children.where_scored(weight * (1 / children.total), score) for score, weight in children]
