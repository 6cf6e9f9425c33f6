"""Weighted geometric mean: a weak child is only partly made up for by the others (as the HDI since 2010)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from hlmdiag.rules.aggregation import Combination, Refusal
from hlmdiag.rules.children import Children
from hlmdiag.rules.scale import Scale
from hlmdiag.rules.span import Span, SpanOfChild, mapped, mean_span

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.rules.drawn import DrawnChildren, Matrix


class Geometric(Combination):
    """exp(Σ weight × ln score ÷ Σ weight); a zero gives zero. A product does not split into contributions."""

    key: ClassVar[str] = "geometric"
    adds_up: ClassVar[bool] = False

    def refusals(self, scale: Scale) -> Iterator[Refusal]:
        """A zero must be the worst score, and none be below."""
        if scale.burden:
            yield Refusal("grille.geometrique-sens")
        elif scale.low is None or scale.low < 0:
            yield Refusal("grille.geometrique-echelle")

    def combine(self, children: Children) -> pl.Expr:
        """The score of a node."""
        return (children.added([score.log() * weight for score, weight in children]) * (1 / children.total)).exp()

    def drawn(self, children: DrawnChildren) -> Matrix:
        """The score under each set of weights."""
        import numpy as np

        with np.errstate(divide="ignore", invalid="ignore"):
            return np.exp(children.mean(np.log))

    def value(self, present: Sequence[tuple[float, float]], scale: Scale) -> float:
        """The score of one unit."""
        if any(score <= 0 for _, score in present):
            return 0.0
        logarithms = sum(weight * math.log(score) for weight, score in present)
        return math.exp(logarithms / sum(weight for weight, _ in present))

    def reach(self, children: Sequence[SpanOfChild], scale: Scale) -> Span:
        """Every geometric mean of what the children can get."""
        logarithms = mean_span(mapped(children, lambda score: math.log(score) if score > 0 else -math.inf))
        return Span(math.exp(logarithms.low), math.exp(logarithms.high))

    def words(self) -> Iterator[tuple[str, Mapping[str, float]]]:
        """Its sentence."""
        yield "geometrique", {}
