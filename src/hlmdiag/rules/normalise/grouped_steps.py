"""Bands that differ from one group of units to the next, or from a date: one list of points for all."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from hlmdiag.rules.frozen import Frozen, Number
from hlmdiag.rules.points import Points, Reach
from hlmdiag.rules.scale import Scale
from hlmdiag.rules.thresholds import StepTable

if TYPE_CHECKING:
    import polars as pl


class GroupedSteps(Frozen):
    """Steps that a table gives for each unit; a value under the first of them is refused."""

    key: ClassVar[str] = "steps"
    steps: StepTable
    points: tuple[Number, ...] = Field(min_length=1)

    @property
    def limits(self) -> tuple[float, ...]:
        """The values from which points change, for some unit."""
        return tuple(sorted({step for steps in self.steps.all() for step in steps}))

    def reach(self, scale: Scale) -> Reach:
        """The points it can give, whatever the answer."""
        return Reach(min(self.points), max(self.points))

    def score(self, value: pl.Expr, steps: Sequence[pl.Expr], scale: Scale, engine: ModuleType) -> Points:
        """Points of a column of numbers, already rounded for comparison; `steps` are those of the unit."""
        chain = engine.when(value < steps[0]).then(engine.lit(None, dtype=engine.Float64))
        for bound, points in zip(steps[1:], self.points, strict=False):
            chain = chain.when(value < bound).then(engine.lit(points))
        known = value.is_not_null() & steps[0].is_not_null()
        points = chain.when(known).then(engine.lit(self.points[-1])).otherwise(None)
        return Points(points, *(engine.lit(end) for end in self.reach(scale)))
