"""The median of the children: half of them are at or below it, whatever they weigh."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import TYPE_CHECKING, ClassVar

from hlmdiag.rules.aggregation import Combination, SheetChildren
from hlmdiag.rules.children import Children
from hlmdiag.rules.scale import Scale
from hlmdiag.rules.span import Span, SpanOfChild

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.rules.drawn import DrawnChildren, Matrix


class Median(Combination):
    """The middle score of the children that have one, or the mean of the two middle ones: one extreme child changes
    nothing. It says where a child stands and not how much it brings, so that it does not split into contributions.
    """

    key: ClassVar[str] = "median"
    uses_weights: ClassVar[bool] = False
    adds_up: ClassVar[bool] = False
    has_formula: ClassVar[bool] = True
    lists_children: ClassVar[bool] = True

    def combine(self, children: Children) -> pl.Expr:
        """The score of a node, by counting: engines have no sort across columns."""
        engine, scores = children.engine, children.scores
        count = engine.sum_horizontal([score.is_not_null().cast(engine.Float64) for score in scores])
        below = [engine.sum_horizontal([(other <= score).cast(engine.Float64) for other in scores]) for score in scores]
        above = [engine.sum_horizontal([(other >= score).cast(engine.Float64) for other in scores]) for score in scores]
        lower = engine.min_horizontal(
            [engine.when(at * 2 >= count).then(score).otherwise(None) for score, at in zip(scores, below, strict=True)]
        )
        upper = engine.max_horizontal(
            [engine.when(at * 2 >= count).then(score).otherwise(None) for score, at in zip(scores, above, strict=True)]
        )
        middle: pl.Expr = (lower + upper) * 0.5
        return middle

    def drawn(self, children: DrawnChildren) -> Matrix:
        """The score, the same under each set of weights unless a theme below has several."""
        import numpy as np

        lines = list(children.each(elsewhere=np.nan))
        stacked = np.sort(np.stack(np.broadcast_arrays(*lines)), axis=0)  # NaN comes last
        count = np.maximum(1, (~np.isnan(stacked)).sum(axis=0, keepdims=True))
        lower = np.take_along_axis(stacked, (count - 1) // 2, axis=0)[0]
        upper = np.take_along_axis(stacked, count // 2, axis=0)[0]
        middle: Matrix = np.nan_to_num((lower + upper) * 0.5)
        return np.atleast_2d(middle)

    def value(self, present: Sequence[tuple[float, float]], scale: Scale) -> float:
        """The score of one unit."""
        return median(score for _, score in present)

    def reach(self, children: Sequence[SpanOfChild], scale: Scale) -> Span:
        """Every median of the possible scores of the children: optional ones are left out while it helps."""
        low = -_highest_median([(-child.span.low, child.optional) for child in children])
        return Span(low, _highest_median([(child.span.high, child.optional) for child in children]))

    def formula(self, cells: SheetChildren, scale: Scale) -> str:
        """The score as a formula."""
        return f"MEDIAN({cells.listed()})"

    def words(self) -> Iterator[tuple[str, Mapping[str, float]]]:
        """Its sentence."""
        yield "mediane", {}


def _highest_median(children: Sequence[tuple[float, bool]]) -> float:
    fixed = [value for value, optional in children if not optional]
    rest = sorted((value for value, optional in children if optional), reverse=True)
    if not fixed:
        fixed, rest = rest[:1], rest[1:]
    return max(median([*fixed, *rest[:taken]]) for taken in range(len(rest) + 1))
