"""The worst child, or the best one, decides."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from hlmdiag.rules.aggregation import Combination, SheetChildren
from hlmdiag.rules.children import Children
from hlmdiag.rules.scale import Scale
from hlmdiag.rules.span import End, Span, SpanOfChild, decided

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.rules.drawn import DrawnChildren, Matrix


class _Extreme(Combination):
    """One child decides: nothing makes up for it, and weights do not matter."""

    uses_weights: ClassVar[bool] = False
    adds_up: ClassVar[bool] = True
    has_formula: ClassVar[bool] = True
    lists_children: ClassVar[bool] = True

    @abstractmethod
    def takes_highest(self, scale: Scale) -> bool:
        """Whether the deciding child is the one with the highest score."""

    def takes_known_bounds(self, end: End, scale: Scale) -> bool:
        """The highest of some scores is at least the highest of the ones bounded below."""
        return (end == "low") == self.takes_highest(scale)

    def combine(self, children: Children) -> pl.Expr:
        """The score of a node."""
        highest = self.takes_highest(children.scale)
        pick = children.engine.max_horizontal if highest else children.engine.min_horizontal
        extreme: pl.Expr = pick(children.scores)
        return extreme

    def shares(self, children: Children, raw: pl.Expr) -> list[pl.Expr]:
        """The deciding child has all; children that tie with it (to 9 decimals) share equally."""
        ties = [((score - raw).abs() < 5e-10).cast(children.engine.Float64) for score in children.scores]
        each = 1 / children.engine.sum_horizontal(ties)
        return [children.where_scored(tie * each, score) for score, tie in zip(children.scores, ties, strict=True)]

    def drawn(self, children: DrawnChildren) -> Matrix:
        """The score, the same under each set of weights unless a theme below has several."""
        import numpy as np

        highest = self.takes_highest(children.scale)
        pick, never = (np.maximum, -np.inf) if highest else (np.minimum, np.inf)
        found = np.full((1, children.leaves.shape[1]), never)
        for scores in children.each(elsewhere=never):
            found = pick(found, scores)
        found[np.isinf(found)] = 0.0
        return found

    def value(self, present: Sequence[tuple[float, float]], scale: Scale) -> float:
        """The score of one unit."""
        return (max if self.takes_highest(scale) else min)(score for _, score in present)

    def reach(self, children: Sequence[SpanOfChild], scale: Scale) -> Span:
        """Every score that the deciding child can get."""
        return decided(children, highest=self.takes_highest(scale))

    def formula(self, cells: SheetChildren, scale: Scale) -> str:
        """The score as a formula."""
        return f"{'MAX' if self.takes_highest(scale) else 'MIN'}({cells.listed()})"


class Worst(_Extreme):
    """The worst score of the children."""

    key: ClassVar[str] = "worst"

    def takes_highest(self, scale: Scale) -> bool:
        """A high score is worse under burden."""
        return scale.burden

    def words(self) -> Iterator[tuple[str, Mapping[str, float]]]:
        """Its sentence."""
        yield "pire", {}


class Best(_Extreme):
    """The best score of the children."""

    key: ClassVar[str] = "best"

    def takes_highest(self, scale: Scale) -> bool:
        """A high score is better under merit."""
        return not scale.burden

    def words(self) -> Iterator[tuple[str, Mapping[str, float]]]:
        """Its sentence."""
        yield "meilleur", {}
