"""Sum of points over a declared maximum: the public grids with coefficients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from hlmdiag.rules.aggregation import Combination, Refusal, SheetChildren
from hlmdiag.rules.children import Children
from hlmdiag.rules.frozen import Frozen, Number, PositiveNumber
from hlmdiag.rules.scale import Scale
from hlmdiag.rules.span import Span, SpanOfChild

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.rules.drawn import DrawnChildren, Matrix


class Total(Frozen):
    """`out_of`: the points that give the whole width of the scale; `cap`: the score is never above it."""

    out_of: PositiveNumber | None = None
    cap: Number | None = None


class Sum(Combination):
    """Σ weight × points × width of the scale ÷ `out_of`."""

    key: ClassVar[str] = "sum"
    adds_up: ClassVar[bool] = True
    has_formula: ClassVar[bool] = True
    normalises: ClassVar[bool] = False
    sum: Total = Total()

    @property
    def cap(self) -> float | None:
        """The ceiling that the grid gives."""
        return self.sum.cap

    def refusals(self, scale: Scale) -> Iterator[Refusal]:
        """A maximum is needed to reach the ends of a scale, and has no meaning without them."""
        if scale.bounded and self.sum.out_of is None:
            yield Refusal("grille.somme-sans-maximum")
        elif not scale.bounded and self.sum.out_of is not None:
            yield Refusal("grille.somme-sans-echelle", ("sum", "out_of"))

    def factor(self, scale: Scale) -> float:
        """Value of one point on the scale."""
        return 1.0 if self.sum.out_of is None else scale.width / self.sum.out_of

    def combine(self, children: Children) -> pl.Expr:
        """The score of a node, not yet capped."""
        factor = self.factor(children.scale)
        return children.added([score * (weight * factor) for score, weight in children])

    def shares(self, children: Children, raw: pl.Expr) -> list[pl.Expr]:
        """Value in the score of one point of each child."""
        factor = self.factor(children.scale)
        return [children.where_scored(weight * factor, score) for score, weight in children]

    def parts(self, weights: Sequence[float], scale: Scale) -> list[float]:
        """The weight of each, on the scale."""
        return [weight * self.factor(scale) for weight in weights]

    def drawn(self, children: DrawnChildren) -> Matrix:
        """The score under each set of weights."""
        return children.total(self.factor(children.scale))

    def value(self, present: Sequence[tuple[float, float]], scale: Scale) -> float:
        """The score of one unit."""
        return sum(weight * score for weight, score in present) * self.factor(scale)

    def reach(self, children: Sequence[SpanOfChild], scale: Scale) -> Span:
        """Every sum of what the children can get; one that may not apply brings nothing."""
        factor, low, high = self.factor(scale), 0.0, 0.0
        for child in children:
            ends = (child.span.low * child.weight * factor, child.span.high * child.weight * factor)
            low += min(0.0, ends[0]) if child.optional else ends[0]
            high += max(0.0, ends[1]) if child.optional else ends[1]
        return Span(low, high)

    def formula(self, cells: SheetChildren, scale: Scale) -> str:
        """The score as a formula."""
        return f"({cells.weighted()})*{self.factor(scale)!r}"

    def words(self) -> Iterator[tuple[str, Mapping[str, float]]]:
        """Its sentences: the sum, its ceiling."""
        yield ("somme-libre", {}) if self.sum.out_of is None else ("somme", {"out_of": self.sum.out_of})
        if self.sum.cap is not None:
            yield "somme-plafond", {"cap": self.sum.cap}
