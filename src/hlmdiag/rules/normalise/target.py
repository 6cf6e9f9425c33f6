"""A goal reached, close or missed, with a tolerance in its own unit."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from hlmdiag.rules.frozen import Frozen, Number
from hlmdiag.rules.points import Points, Reach
from hlmdiag.rules.scale import Scale
from hlmdiag.rules.thresholds import GoalTable

if TYPE_CHECKING:
    import polars as pl


def _kind(written: Any) -> str:
    return "(table)" if isinstance(written, dict) else "(calcul)" if isinstance(written, str) else "(nombre)"


class Goal(Frozen):
    """A goal: `goal` is an expression or a table; `points`: reached, close and missed, in this order."""

    goal: Annotated[
        Annotated[str, Tag("(calcul)")] | Annotated[Number, Tag("(nombre)")] | Annotated[GoalTable, Tag("(table)")],
        Discriminator(_kind),
    ]
    better: Literal["higher", "lower"]
    tolerance: Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0)] = 0.0
    points: tuple[Number, Number, Number]


class Target(Frozen):
    """Compares a value to a goal that may differ from one unit to the next; both bounds are included."""

    key: ClassVar[str] = "target"
    target: Goal

    @property
    def limits(self) -> tuple[float, ...]:
        """None of its own: the goal may differ from one unit to the next."""
        return ()

    def reach(self, scale: Scale) -> Reach:
        """The points it can give, whatever the answer."""
        return Reach(min(self.target.points), max(self.target.points))

    def score(self, value: pl.Expr, goal: pl.Expr, close: pl.Expr, scale: Scale, engine: ModuleType) -> Points:
        """Points of a column of numbers; `close` is the goal moved by the tolerance, each rounded for comparison."""
        higher = self.target.better == "higher"
        reached, near, missed = (engine.lit(points) for points in self.target.points)
        points = (
            engine.when((value >= goal) if higher else (value <= goal))
            .then(reached)
            .when((value >= close) if higher else (value <= close))
            .then(near)
            .when(value.is_not_null() & goal.is_not_null())
            .then(missed)
            .otherwise(None)
        )
        return Points(points, *(engine.lit(end) for end in self.reach(scale)))

    def closest_accepted(self, goal: pl.Expr) -> pl.Expr:
        """The goal moved by the tolerance, in the easy direction."""
        return goal - self.target.tolerance if self.target.better == "higher" else goal + self.target.tolerance
