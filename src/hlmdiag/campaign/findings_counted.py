"""What got worse, better or cannot be told between two results: counted, and the first units of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from hlmdiag.campaign.beside import PiecesBeside
from hlmdiag.campaign.evidence import known
from hlmdiag.campaign.losses import answers_of
from hlmdiag.campaign.moves import Move
from hlmdiag.campaign.units import KEPT, UnitNamer
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.result import Result

_COUNTED = ("worse", "stands", "better", "undecided", "is_open")


@dataclass(frozen=True)
class FindingsCounted:
    """The findings of two results side by side; `named`: rows of both that hold all the units that may be named.

    `answers`: the units of both that answered each column, then and now; `doubtful`: units with something undecided.
    """

    named: pl.DataFrame
    moves: tuple[Move, ...]
    appeared: pl.Series
    vanished: pl.Series
    answers: Mapping[str, tuple[int, int]]
    doubtful: int
    _times: Counter[tuple[str, str]]

    @staticmethod
    def of(result: Result, before: Result, worse_by: float | None) -> FindingsCounted:
        """Those of a result and of an earlier one; `worse_by`: from how many points on a score counts as moved."""
        pieces = PiecesBeside(result, before, worse_by)
        places, firsts = UnitNamer(result).places, list[pl.DataFrame]()
        times, answers, doubtful = Counter[tuple[str, str]](), Counter[tuple[str, int]](), 0
        for both in pieces:
            for move in pieces.moves:
                times.update({(move.name, part): int(both[move.column(part)].sum()) for part in _COUNTED})
            for column, counts in answers_of(result.grid, both).items():
                answers.update({(column, side): count for side, count in enumerate(counts)})
            doubtful += both.filter(_undecided(pieces.moves)).height
            firsts.append(_first(_narrow(both, pieces.moves, result.grid), pieces.moves, result.grid, places))
            firsts = [_first(pl.concat(firsts), pieces.moves, result.grid, places)]
        counted = {column: (answers[column, 0], answers[column, 1]) for column, _ in answers}
        return FindingsCounted(
            firsts[0], pieces.moves, pieces.appeared, pieces.vanished, counted, doubtful, times
        )  # fmt: skip

    def counts(self, *parts: str) -> tuple[int, ...]:
        """The number of findings of each kind."""
        return tuple(sum(self._times[move.name, part] for move in self.moves) for part in parts)

    def open_levels(self) -> int:
        """The number of levels that are as uncertain as they were."""
        return sum(self._times[move.name, "is_open"] for move in self.moves if move.about == "level")


def _undecided(moves: Sequence[Move]) -> pl.Expr:
    return pl.any_horizontal([pl.lit(value=False), *(pl.col(move.column("undecided")) for move in moves)])


def _narrow(both: pl.DataFrame, moves: Sequence[Move], grid: Grid) -> pl.DataFrame:
    """The columns that naming a unit reads."""
    facts = [name for each in grid.columns for name in (known(each), f"{known(each)}|then") if name in both.columns]
    own = [name for each in ("row", "level", "override") for name in (each, f"{each}|then")]
    parts = [move.column(part) for move in moves for part in ("worse", "better", "undecided", "before", "after")]
    return both.select(*own, "best", "worst", *facts, *parts)


def _first(both: pl.DataFrame, moves: Sequence[Move], grid: Grid, places: pl.Series) -> pl.DataFrame:
    """The first of the units of each kind, as verdicts name them: no others will be."""
    names = [name for name in grid.columns if {known(name), f"{known(name)}|then"} <= set(both.columns)]
    lost = [pl.col(f"{known(name)}|then") & ~pl.col(known(name)) for name in names]
    ordered = both.with_columns(
        pl.Series("|place", places.gather(both["row"])),
        pl.any_horizontal([pl.lit(value=False), *lost]).alias("|lost"),
        pl.col("level").ne_missing(pl.col("level|then")).alias("|moved"),
    )
    kinds = [(move.column(part), ["|place"]) for move in moves for part in ("worse", "better")]
    found = [ordered.filter(kind).sort(by).head(KEPT) for kind, by in kinds]
    by = [~pl.col("|lost"), ~pl.col("|moved"), pl.col("|place")]
    found.append(ordered.filter(_undecided(moves)).sort(by).head(KEPT))
    return pl.concat(found).unique("row", maintain_order=True).drop("|place", "|lost", "|moved")
