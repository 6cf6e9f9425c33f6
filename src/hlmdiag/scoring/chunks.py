"""Scores a stock too large for memory in chunks: each row alone first, then what compares them over all.

The rows of a piece are kept in a file until every score is known, which ranks need. Where units are compared before
they are scored, or where tables come with the stock, all of it is read first, and its answers are kept too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from hlmdiag.data.dataset import Dataset
from hlmdiag.grid.model import Grid
from hlmdiag.grid.optional_uses import settled
from hlmdiag.scoring.group_spellings import group_columns, groups_alike
from hlmdiag.scoring.held_frames import HeldFrames
from hlmdiag.scoring.held_result import HeldResult
from hlmdiag.scoring.ranking import rank
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.score import manifest_of, score_units
from hlmdiag.scoring.stock_alerts import check_stock_alerts, columns_looked_at
from hlmdiag.scoring.tallies import Tally, added, problems_told

_RANKED = ("conclusive", "score")
"""Columns from which ranks are computed."""
_RANKS = ("rank", "percentile")

_SLICE = 32_768
"""Rows that are read again together: they have ten times the columns of the stock."""

Narrow = Callable[[pl.DataFrame], pl.DataFrame]
"""The columns of a piece that are kept for who looks at the whole stock afterwards."""


@dataclass(frozen=True)
class ScoredChunks:
    """Rows in pieces that are read again one by one, with their ranks; `result` says the rest and has no row.

    `scores_something`: whether one criterion of one unit has points.
    """

    result: Result
    scores_something: bool
    _held: HeldFrames
    _narrow: HeldFrames
    _ranks: pl.DataFrame

    def judged(self, result: Result) -> ScoredChunks:
        """The same, with the verdict that a result has."""
        return replace(self, result=result)

    @cached_property
    def seen(self) -> Result:
        """The same result with the columns that were asked for, of every unit.

        They are kept on disk until somebody looks: scoring and writing the pieces need the memory.
        """
        seen = pl.concat(self._narrow)
        shown = seen.with_columns(self._ranks[name] for name in _RANKS) if seen.width else self.result.frame
        return HeldResult(self.result.grid, shown, self.result.manifest, self)

    @property
    def height(self) -> int:
        """Number of rows."""
        return self._ranks.height

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Each piece, with the columns of a result."""
        start = 0
        for frame in self._held:
            ranks = self._ranks.slice(start, frame.height)
            yield frame.with_columns(ranks[name] for name in _RANKS)
            start += frame.height

    def some(self, rows: Sequence[int]) -> pl.DataFrame:
        """Some rows, in the order given."""
        wanted = [*rows]
        return self._held.rows(wanted).with_columns(self._ranks[name].gather(wanted) for name in _RANKS)

    def part(self, start: int, count: int, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Some rows in their order, those that there are; `columns`: those that are wanted, of all."""
        ranks = self._ranks.slice(start, count)
        found = self._held.part(start, count).with_columns(ranks[name] for name in _RANKS)
        return found if columns is None else found.select(columns)


class ChunkScorer:
    """Scores pieces as they come; once all are, the whole dataset makes the result of them."""

    def __init__(
        self, grid: Grid, day: date, folder: Path, narrow: Narrow, is_scored: Callable[[Result], bool]
    ) -> None:
        self._grid, self._day = settled(grid, ()), day
        self._held = HeldFrames(folder)
        self._narrow, self._is_scored = narrow, is_scored
        self._compared: list[pl.DataFrame] = []
        self._seen = HeldFrames(folder)
        self._tallies: list[Tally] | None = None
        self._scores_something = False
        self._empty = pl.DataFrame()

    def score(self, pieces: Iterable[Dataset]) -> None:
        """Diagnose each piece; nothing of it is left in memory when the next one is."""
        for piece in _ahead(pieces):
            _, frame, found = score_units(self._grid, piece, self._day, {})
            self._tallies = found if self._tallies is None else added(self._tallies, found)
            groups = [column for column in group_columns(self._grid) if column in frame.columns]
            looked_at = (*columns_looked_at(self._grid), *groups)
            self._compared.append(frame.select(*_RANKED, *looked_at))
            self._seen.add(self._narrow(frame))
            if not self._scores_something:
                self._scores_something = self._is_scored(Result(self._grid, frame, manifest_of(piece, self._day, [])))
            for rows in frame.iter_slices(_SLICE):
                self._held.add(rows)
            self._empty = frame.clear()
            del piece, frame

    def chunks(self, whole: Dataset) -> ScoredChunks:
        """The pieces with their ranks; `whole`: the account of all that was read, without a row."""
        stock = rank(pl.concat(self._compared))
        about = (*groups_alike(stock, self._grid), *check_stock_alerts(stock, self._grid))
        problems = [*problems_told(self._tallies or ()), *about]
        result = Result(self._grid, self._empty, manifest_of(whole, self._day, problems))
        return ScoredChunks(result, self._scores_something, self._held, self._seen, stock.select(_RANKS))


def _ahead(pieces: Iterable[Dataset]) -> Iterator[Dataset]:
    """Each piece, while the next one is read: neither reading nor scoring fills two processors by itself."""
    left = iter(pieces)
    with ThreadPoolExecutor(max_workers=1) as reader:
        coming = reader.submit(next, left, None)
        while (piece := coming.result()) is not None:
            coming = reader.submit(next, left, None)
            yield piece
            del piece
