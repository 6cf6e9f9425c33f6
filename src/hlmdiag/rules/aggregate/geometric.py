"""Weighted geometric mean: a weak child is only partly made up for by the others (as the HDI since 2010)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from hlmdiag.rules.children import Children
from hlmdiag.rules.frozen import Frozen

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Geometric"]


class Geometric(Frozen):
    """exp(Σ weight × ln score ÷ Σ weight); a zero gives zero."""

    key: ClassVar[str] = "geometric"

    def combine(self, children: Children) -> pl.Expr:
        """The score of a node."""
        return (children.added([score.log() * weight for score, weight in children]) * (1 / children.total)).exp()

    def shares(self, children: Children, raw: pl.Expr) -> None:
        """None: a product does not split into a sum of contributions."""
        return
