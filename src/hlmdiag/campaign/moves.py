"""The move of each unit since an earlier result: certainly worse, certainly better, the same, or undecided.

The rule and its table of truth are in decision 0024.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from hlmdiag.campaign.evidence import shown
from hlmdiag.campaign.misled import MISLED, Misled, misled
from hlmdiag.campaign.possible_results import flag_ids, truth
from hlmdiag.campaign.shift import every_level_moved, is_steady, with_shared_width
from hlmdiag.campaign.sides import NEVER, differs, then
from hlmdiag.expression import DECIMALS
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.gate_results import About
from hlmdiag.scoring.level_columns import id_of_place

_STEADY, _SHARED = "is-steady", "shared-width"


@dataclass(frozen=True)
class Move:
    """One thing that both results say of a unit, as conditions over the rows that they share.

    At most one of `worse`, `better`, `same`, `undecided` is true. `stands`: what is the same is a finding (a level
    under the best, a flag that is raised). `is_open`: it was and still is uncertain, and nothing of it moved.
    """

    about: About
    id: str
    worse: pl.Expr
    better: pl.Expr
    same: pl.Expr
    stands: pl.Expr
    undecided: pl.Expr
    is_open: pl.Expr
    before: pl.Expr
    after: pl.Expr

    @property
    def name(self) -> str:
        """The name of the thing that moved: `level`, `score`, or `flag:` before the id of a flag."""
        return f"flag:{self.id}" if self.about == "flag" else self.about

    def column(self, part: str) -> str:
        """The column that holds one of its conditions, or what each result shows, once decided."""
        return f"{self.name}|{part}"

    def columns(self) -> list[pl.Expr]:
        """All of these columns; conditions are true or false."""
        conditions = [
            getattr(self, part).fill_null(value=False).alias(self.column(part))
            for part in ("worse", "better", "stands", "undecided", "is_open")
        ]
        return [*conditions, self.before.alias(self.column("before")), self.after.alias(self.column("after"))]


def moves_between(grid: Grid, before: Grid, worse_by: float | None) -> tuple[Move, ...]:
    """The moves: of the level, of the score where asked, of each flag that both grids have."""
    return tuple(_Moves(grid, before).all(worse_by))


def decided(both: pl.DataFrame, sides: Misled, moves: tuple[Move, ...]) -> pl.DataFrame:
    """The evidence of some units, with what became of each."""
    both = sides.told(both).with_columns(is_steady(sides.grid, sides.before).alias(_STEADY))
    if any(move.about == "score" for move in moves):
        both = with_shared_width(both, sides.grid, sides.before, _SHARED)
    return both.with_columns(each for move in moves for each in move.columns())


@dataclass(frozen=True)
class _Moves:
    grid: Grid
    before: Grid

    def all(self, worse_by: float | None) -> Iterator[Move]:
        if self.grid.levels:
            yield self._level()
        if worse_by is not None:
            yield self._score(worse_by)
        for flag in flag_ids(self.grid):
            if flag in flag_ids(self.before):
                yield self._flag(flag)

    def _level(self) -> Move:
        best, worst, best_then, worst_then = (pl.col("best"), pl.col("worst"), then("best"), then("worst"))
        certain = ~pl.col(MISLED)
        steady = certain & pl.col(_STEADY)
        none = best.is_null() & best_then.is_null()
        worse = certain & ((best > worst_then) | (steady & every_level_moved(self.grid, worse=True)))
        better = certain & ((worst < best_then) | (steady & every_level_moved(self.grid, worse=False)))
        same = none | (certain & (best == worst) & (best_then == worst_then) & (best == best_then))
        moved = differs("level") | differs("best") | differs("worst") | ~certain
        decided = (worse | better | same).fill_null(value=False)
        before, now = (id_of_place(place, self.grid.levels) for place in (worst_then, best))
        return Move(
            "level", "", worse, better, same, same & (best > 0), ~decided & moved, ~decided & ~moved,
            pl.coalesce(then("level"), before), pl.coalesce("level", now),
        )  # fmt: skip

    def _score(self, worse_by: float) -> Move:
        ends = (pl.col("low"), pl.col("high"), then("low"), then("high"))
        low, high, low_then, high_then = ends if self.grid.scale.burden else [-ends[place] for place in (1, 0, 3, 2)]
        certain = ~pl.col(MISLED)
        least, most = low - high_then, high - low_then
        shift = pl.when(pl.col(_STEADY)).then(low - low_then)
        shared = pl.col(_SHARED).fill_null(0.0)
        least, most = (pl.coalesce(shift, each).round(DECIMALS) for each in (least + shared, most - shared))
        worse, better = certain & (least > worse_by), certain & (most < -worse_by)
        none = pl.col("low").is_null() & then("low").is_null() & pl.col("score").is_null() & then("score").is_null()
        same = none | (certain & (least >= -worse_by) & (most <= worse_by))
        moved = differs("score") | differs("low") | differs("high") | ~certain
        decided = (worse | better | same).fill_null(value=False)
        return Move(
            "score", "", worse, better, same, NEVER, ~decided & moved, ~decided & ~moved, then("score"),
            pl.col("score"),
        )  # fmt: skip

    def _flag(self, flag: str) -> Move:
        holds, held = pl.col(truth(flag)), then(truth(flag))
        certain = ~pl.col(misled(flag))
        worse, better = certain & holds & ~held, certain & ~holds & held
        same = holds.eq_missing(held) & holds.is_not_null()
        moved = holds.ne_missing(held) | differs(shown(flag))
        decided = (worse | better | same).fill_null(value=False)
        nothing = pl.lit(None, dtype=pl.String)
        return Move(
            "flag", flag, worse, better, same, same & holds, ~decided & moved, ~decided & ~moved, nothing, nothing
        )
