"""The value is the score: a mark given by somebody, or the score of another grid."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, ClassVar

from hlmdiag.rules.frozen import Frozen
from hlmdiag.rules.points import Points, Reach
from hlmdiag.rules.scale import Scale

if TYPE_CHECKING:
    import polars as pl


class NoParameter(Frozen):
    """`identity: {}`."""


class Identity(Frozen):
    """A value outside the scale is refused; `scale` is `[0, out_of]` where the mark has a scale of its own."""

    key: ClassVar[str] = "identity"
    identity: NoParameter = NoParameter()

    @property
    def limits(self) -> tuple[float, ...]:
        """None: points follow the value everywhere."""
        return ()

    def reach(self, scale: Scale) -> Reach:
        """The ends of the scale, if it has any."""
        return Reach(scale.low, scale.high)

    def score(self, value: pl.Expr, scale: Scale, engine: ModuleType) -> Points:
        """Points of a column of numbers."""
        low, high = (engine.lit(end, dtype=engine.Float64) for end in self.reach(scale))
        if scale.low is None or scale.high is None:
            return Points(value, low, high)
        inside = (value >= scale.low) & (value <= scale.high)
        return Points(engine.when(inside).then(value).otherwise(None), low, high)
