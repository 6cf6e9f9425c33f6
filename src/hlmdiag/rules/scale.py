"""The scale of a grid: its ends, and which of them is the bad one."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Scale"]


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
