"""Piecewise linear points through anchors: no cliff between two values that are close."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from hlmdiag.rules.frozen import Frozen, Number
from hlmdiag.rules.points import Points, Reach
from hlmdiag.rules.scale import Scale

if TYPE_CHECKING:
    import polars as pl


class Anchors(Frozen):
    """Value and points of each anchor, by rising value; clamped to the first and last points outside."""

    key: ClassVar[str] = "anchors"
    anchors: tuple[tuple[Number, Number], ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _rises(self) -> Self:
        for (before, _), (after, _) in zip(self.anchors, self.anchors[1:], strict=False):
            if after <= before:
                raise PydanticCustomError(
                    "grille.reperes-croissants", "anchors rise", {"before": before, "after": after}
                )
        return self

    @property
    def limits(self) -> tuple[float, ...]:
        """The values at which points bend."""
        return tuple(value for value, _ in self.anchors)

    def reach(self, scale: Scale) -> Reach:
        """The points it can give, whatever the answer."""
        points = [points for _, points in self.anchors]
        return Reach(min(points), max(points))

    def score(self, value: pl.Expr, scale: Scale, engine: ModuleType) -> Points:
        """Points of a column of numbers."""
        first, last = self.anchors[0], self.anchors[-1]
        chain = engine.when(value <= first[0]).then(engine.lit(first[1]))
        for (x0, p0), (x1, p1) in zip(self.anchors, self.anchors[1:], strict=False):
            slope = (p1 - p0) * (1 / (x1 - x0))
            chain = chain.when(value < x1).then(p0 + (value - x0) * slope)
        points = chain.when(value.is_not_null()).then(engine.lit(last[1])).otherwise(None)
        return Points(points, *(engine.lit(end) for end in self.reach(scale)))
