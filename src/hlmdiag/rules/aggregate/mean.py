"""Weighted mean over what was answered: full compensation between children."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from hlmdiag.rules.aggregation import Combination, SheetChildren
from hlmdiag.rules.children import Children
from hlmdiag.rules.scale import Scale
from hlmdiag.rules.span import Span, SpanOfChild, mean_span

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.rules.drawn import DrawnChildren, Matrix


class Mean(Combination):
    """Σ weight × score ÷ Σ weight, over the children that have a score."""

    key: ClassVar[str] = "mean"
    adds_up: ClassVar[bool] = True
    has_formula: ClassVar[bool] = True

    def combine(self, children: Children) -> pl.Expr:
        """The score of a node."""
        return children.added([children.weighed(score, weight) for score, weight in children]) * (1 / children.total)

    def shares(self, children: Children, raw: pl.Expr) -> list[pl.Expr]:
        """Weight of each child in the score, null where it has none."""
        return [children.where_scored(weight * (1 / children.total), score) for score, weight in children]

    def parts(self, weights: Sequence[float], scale: Scale) -> list[float]:
        """The share of each in the weights."""
        total = sum(weights)
        return [weight / total for weight in weights]

    def drawn(self, children: DrawnChildren) -> Matrix:
        """The score under each set of weights."""
        return children.mean()

    def value(self, present: Sequence[tuple[float, float]], scale: Scale) -> float:
        """The score of one unit."""
        return sum(weight * score for weight, score in present) / sum(weight for weight, _ in present)

    def reach(self, children: Sequence[SpanOfChild], scale: Scale) -> Span:
        """Every mean of what the children can get."""
        return mean_span(children)

    def formula(self, cells: SheetChildren, scale: Scale) -> str:
        """The score as a formula."""
        return f"({cells.weighted()})/{cells.known}"

    def words(self) -> Iterator[tuple[str, Mapping[str, float]]]:
        """Its sentence."""
        yield "moyenne", {}
