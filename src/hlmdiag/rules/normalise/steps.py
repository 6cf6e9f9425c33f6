"""Bands: a value takes the points of the highest step at or under it."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from hlmdiag.rules.frozen import Frozen, Number
from hlmdiag.rules.points import Points, Reach
from hlmdiag.rules.scale import Scale

if TYPE_CHECKING:
    import polars as pl


class Steps(Frozen):
    """Bands `[a, b[`, the last one open; a value under the first step is refused."""

    key: ClassVar[str] = "steps"
    steps: tuple[Number, ...] = Field(min_length=1)
    points: tuple[Number, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _matches(self) -> Self:
        if len(self.steps) != len(self.points):
            context: dict[str, Any] = {"steps": len(self.steps), "points": len(self.points)}
            raise PydanticCustomError("grille.paliers-points", "as many points as steps", context)
        for before, after in zip(self.steps, self.steps[1:], strict=False):
            if after <= before:
                raise PydanticCustomError("grille.paliers-croissants", "steps rise", {"before": before, "after": after})
        return self

    @property
    def limits(self) -> tuple[float, ...]:
        """The values from which points change."""
        return self.steps

    def reach(self, scale: Scale) -> Reach:
        """The points it can give, whatever the answer."""
        return Reach(min(self.points), max(self.points))

    def score(self, value: pl.Expr, scale: Scale, engine: ModuleType) -> Points:
        """Points of a column of numbers, already rounded for comparison."""
        chain = engine.when(value < self.steps[0]).then(engine.lit(None, dtype=engine.Float64))
        for bound, points in zip(self.steps[1:], self.points, strict=False):
            chain = chain.when(value < bound).then(engine.lit(points))
        points = chain.when(value.is_not_null()).then(engine.lit(self.points[-1])).otherwise(None)
        return Points(points, *(engine.lit(end) for end in self.reach(scale)))
