"""Goalposts: from the worst value to the best one, in a straight line, clamped."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from hlmdiag.rules.frozen import Frozen, Number
from hlmdiag.rules.points import Points, Reach
from hlmdiag.rules.scale import Scale

if TYPE_CHECKING:
    import polars as pl


class Goalposts(Frozen):
    """The value that gets the bad end of the scale, and the one that gets the good end."""

    worst: Number
    best: Number

    @model_validator(mode="after")
    def _differ(self) -> Self:
        if self.worst == self.best:
            raise PydanticCustomError("grille.bornes-egales", "the goalposts differ", {"value": self.worst})
        return self


class Linear(Frozen):
    """Points on the grid's own scale, which has to be bounded (min-max normalisation, OECD/JRC handbook 2008)."""

    key: ClassVar[str] = "linear"
    linear: Goalposts

    @property
    def limits(self) -> tuple[float, ...]:
        """The values beyond which points no longer move."""
        return (self.linear.worst, self.linear.best)

    def reach(self, scale: Scale) -> Reach:
        """The ends of the scale."""
        return Reach(scale.low, scale.high)

    def score(self, value: pl.Expr, scale: Scale, engine: ModuleType) -> Points:
        """Points of a column of numbers."""
        assert scale.worst is not None and scale.best is not None  # the loader refuses it without ends
        slope = (scale.best - scale.worst) * (1 / (self.linear.best - self.linear.worst))
        line = scale.worst + (value - self.linear.worst) * slope
        return Points(line.clip(scale.low, scale.high), *(engine.lit(end) for end in self.reach(scale)))
