"""The scale of a grid: its ends, and which of them is the bad one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Scale:
    """Ends of the scores and their polarity (burden: high is worse); without ends, scores have no bounds."""

    low: float | None
    high: float | None
    burden: bool

    @property
    def bounded(self) -> bool:
        """Whether the scale has ends."""
        return self.low is not None

    @property
    def worst(self) -> float | None:
        """The bad end."""
        return self.high if self.burden else self.low

    @property
    def best(self) -> float | None:
        """The good end."""
        return self.low if self.burden else self.high

    @property
    def width(self) -> float:
        """Distance between the ends; 1 without ends, so that nothing is rescaled."""
        return 1.0 if self.low is None or self.high is None else self.high - self.low

    def stated(self, out_of: float | None) -> Scale:
        """The scale on which a rule states its points: its own, from 0 to `out_of`, or this one."""
        return self if out_of is None else Scale(0.0, out_of, self.burden)

    @overload
    def placed(self, points: float, out_of: float | None) -> float: ...

    @overload
    def placed(self, points: pl.Expr, out_of: float | None) -> pl.Expr: ...

    def placed(self, points: float | pl.Expr, out_of: float | None) -> float | pl.Expr:
        """Points stated out of `out_of`, on this scale."""
        if out_of is None or self.low is None:
            return points
        return self.low + points * (self.width / out_of)
