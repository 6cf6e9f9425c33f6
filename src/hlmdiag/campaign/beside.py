"""Two results side by side: the units of both with what each knows of them, those of one alone, what moved."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from hlmdiag.campaign.evidence import evidence, known
from hlmdiag.campaign.losses import has_overrides
from hlmdiag.campaign.misled import Misled
from hlmdiag.campaign.moves import Move, moves_of
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.result import Result


@dataclass(frozen=True)
class Beside:
    """The units of both results, with what each knows of them; those of one of them; the moves between the two."""

    both: pl.DataFrame
    appeared: pl.Series
    vanished: pl.Series
    moves: tuple[Move, ...]

    @staticmethod
    def of(result: Result, before: Result, worse_by: float | None) -> Beside:
        """A result beside an earlier one; `worse_by`: from how many points on a score counts as moved."""
        now, then = evidence(result), _as_levels_of(evidence(before), before.grid, result.grid)
        then = then.rename({name: f"{name}|then" for name in then.columns if name != "key"})
        both = now.join(then, on="key", how="inner", maintain_order="left")
        gone = then.join(now, on="key", how="anti", maintain_order="left")
        were, are = (has_overrides(each.manifest) for each in (before, result))
        disturbed = _disturbed(result.grid, both, gone)
        sides = Misled(result.grid, before.grid, frozenset(both.columns), disturbed, were and not are)
        both, decided = moves_of(both, sides, worse_by)
        appeared = now.join(then, on="key", how="anti", maintain_order="left")["key"]
        return Beside(both, appeared, gone["key"], decided)

    def counts(self, *parts: str) -> tuple[int, ...]:
        """The number of findings of each kind."""
        return tuple(sum(int(self.both[move.column(part)].sum()) for move in self.moves) for part in parts)

    def open_levels(self) -> int:
        """The number of levels that are as uncertain as they were."""
        return sum(int(self.both[move.column("is_open")].sum()) for move in self.moves if move.about == "level")


def _as_levels_of(frame: pl.DataFrame, then: Grid, grid: Grid) -> pl.DataFrame:
    """The places of the levels of one grid as those of another; null for a level that it does not have."""
    places = {place: grid.levels.places.get(id) for id, place in then.levels.places.items()}
    columns = ("best", "worst", "floor", "ceiling")
    if all(place == other for place, other in places.items()):
        return frame
    return frame.with_columns(
        pl.col(name).replace_strict(list(places), list(places.values()), default=None, return_dtype=pl.Int32)
        for name in columns
    )


def _disturbed(grid: Grid, both: pl.DataFrame, gone: pl.DataFrame) -> frozenset[str]:
    """The columns whose known answers are not those of the same units: what is placed among them may have moved."""
    names = [name for name in grid.columns if {known(name), f"{known(name)}|then"} <= set(both.columns)]
    moved = both.select((pl.col(known(name)) != pl.col(f"{known(name)}|then")).any().alias(name) for name in names)
    left = gone.select(pl.col(f"{known(name)}|then").any().alias(name) for name in names)
    return frozenset(name for name in names if moved[name].item() or left[name].item())
