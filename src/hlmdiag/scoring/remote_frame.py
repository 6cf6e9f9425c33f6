"""The frame protocol of a stock in another engine: scoring writes the same expressions, the engine computes them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class RankedAction:
    """An action being ordered: its trigger, and its gain.

    `urgency`: 0 where it answers the gravest flag, more for lesser ones. `worth` is a column of the same stock, None
    for an action that no indicator triggers.
    """

    action: str
    triggered: pl.Expr
    urgency: pl.Expr
    worth: Any


class RemoteFrame(ABC):
    """Operations on columns of lists that scoring needs from such a stock beyond those of every frame.

    It stands in the place of a `polars.DataFrame` and answers to the same methods, as far as scoring uses them; what
    it gives for a column is opaque, and may only be put back among the columns of the same stock.
    """

    @abstractmethod
    def select(self, *given: Any) -> Any:
        """Only these columns."""

    @abstractmethod
    def lists(self, conditions: Mapping[str, pl.Expr]) -> Any:
        """For each row, the ids whose condition holds, in the order given."""

    @abstractmethod
    def in_order(self, proposals: Iterable[RankedAction]) -> Any:
        """For each row, the actions that are triggered: the most urgent, the most worth, those without any last."""
