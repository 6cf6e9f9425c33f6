"""The share of children that are at or beyond a bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from hlmdiag.rules.aggregation import Combination, Refusal
from hlmdiag.rules.children import Children
from hlmdiag.rules.frozen import Frozen, Number
from hlmdiag.rules.scale import Scale
from hlmdiag.rules.span import Span, SpanOfChild, mapped, mean_span

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.rules.drawn import DrawnChildren, Matrix

_TOLERANCE = 5e-10
"""Scores are compared to 9 decimals."""


class Beyond(Frozen):
    """The bound, in the points of the grid's scale."""

    beyond: Number


class Share(Combination):
    """Weighted share of the children at or beyond the bound in the bad direction, mapped onto the scale.

    A count of children does not split into their points.
    """

    key: ClassVar[str] = "share"
    adds_up: ClassVar[bool] = False
    share: Beyond

    def refusals(self, scale: Scale) -> Iterator[Refusal]:
        """Check that the scale has ends and that the bound lies between them."""
        if scale.low is None or scale.high is None:
            yield Refusal("grille.echelle-requise", (), {"entry": "share"})
        elif not scale.low <= self.share.beyond <= scale.high:
            ends = {"value": self.share.beyond, "low": scale.low, "high": scale.high}
            yield Refusal("grille.points", ("share", "beyond"), ends)

    def combine(self, children: Children) -> pl.Expr:
        """The score of a node: all children beyond give the bad end of the scale."""
        scale, engine, bound = children.scale, children.engine, self.share.beyond
        beyond = [
            (score > bound - _TOLERANCE if scale.burden else score < bound + _TOLERANCE).cast(engine.Float64) * weight
            for score, weight in children
        ]
        best, width = _ends(scale)
        return best + children.added(beyond) * (1 / children.total) * width

    def drawn(self, children: DrawnChildren) -> Matrix:
        """The score under each set of weights."""
        import numpy as np

        burden, bound = children.scale.burden, self.share.beyond

        def beyond(scores: Matrix) -> Matrix:
            found = scores > bound - _TOLERANCE if burden else scores < bound + _TOLERANCE
            return found.astype(np.float64)

        best, width = _ends(children.scale)
        return best + children.mean(beyond) * width

    def value(self, present: Sequence[tuple[float, float]], scale: Scale) -> float:
        """The score of one unit."""
        beyond = sum(weight for weight, score in present if self.counts(score, scale))
        best, width = _ends(scale)
        return best + beyond / sum(weight for weight, _ in present) * width

    def counts(self, score: float, scale: Scale) -> bool:
        """Whether a child is at or beyond the bound."""
        bound = self.share.beyond
        return score > bound - _TOLERANCE if scale.burden else score < bound + _TOLERANCE

    def tells_apart(self, low: float, high: float, scale: Scale) -> bool:
        """A child matters if it can pass the bound."""
        return self.counts(low, scale) != self.counts(high, scale)

    def reach(self, children: Sequence[SpanOfChild], scale: Scale) -> Span:
        """Every share of what the children can get, on the scale."""
        share = mean_span(mapped(children, lambda score: float(self.counts(score, scale))))
        best, width = _ends(scale)
        low, high = sorted((best + share.low * width, best + share.high * width))
        return Span(low, high)

    def words(self) -> Iterator[tuple[str, Mapping[str, float]]]:
        """Its sentence."""
        yield "part-au-dela", {"beyond": self.share.beyond}


def _ends(scale: Scale) -> tuple[float, float]:
    """The good end, and the way from it to the bad one."""
    assert scale.worst is not None and scale.best is not None  # `refusals`: no scale without ends
    return scale.best, scale.worst - scale.best
