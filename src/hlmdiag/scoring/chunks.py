"""Scores a stock too large for memory in chunks: each row alone first, then ranks over all.

The rows of a piece are kept in a file until every score is known, which ranks need.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import polars as pl

from hlmdiag.data.dataset import Dataset
from hlmdiag.errors import Problem
from hlmdiag.expression import StockRef
from hlmdiag.grid.model import Grid
from hlmdiag.grid.optional_uses import settled
from hlmdiag.scoring.answer_warnings import NOTICES, SHOWN
from hlmdiag.scoring.external_references import expressions
from hlmdiag.scoring.ranking import rank
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.score import score
from hlmdiag.scoring.stock_alerts import check_stock_alerts, columns_looked_at
from hlmdiag.text.phrase import Listed

_RANKED = ("conclusive", "score")
"""Columns from which ranks are computed."""
_RANKS = ("rank", "percentile")


def is_row_by_row(grid: Grid) -> bool:
    """Whether a unit is diagnosed without the others, ranks apart: no stock function, no wider unit, no other grid."""
    alone = not any(isinstance(each, StockRef) for expression in expressions(grid) for each in expression.references)
    others = (grid.roll_up, grid.parent, *grid.uses)
    computed = any(column.computed is not None for column in grid.columns.values())
    # which of them stand without an answer is said once, of all rows
    certainties = any(each.certainty is not None for each in grid.indicators)
    return alone and not (computed or certainties) and all(each is None for each in others)


@dataclass(frozen=True)
class ScoredChunks:
    """Rows in pieces that are read again one by one, with their ranks; `result` says the rest and has no row."""

    result: Result
    _held: IO[bytes]
    _sizes: Sequence[int]
    _ranks: pl.DataFrame
    _alerts: Sequence[Problem]

    @property
    def height(self) -> int:
        """Number of rows."""
        return self._ranks.height

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Each piece, with the columns of a result."""
        self._held.seek(0)
        start = 0
        for size in self._sizes:
            frame = pl.read_ipc(self._held.read(size))
            ranks = self._ranks.slice(start, frame.height)
            yield frame.with_columns(ranks[name] for name in _RANKS)
            start += frame.height


def score_chunks(
    grid: Grid, pieces: Iterable[Dataset], day: date, folder: Path
) -> tuple[ScoredChunks, list[list[Problem]]]:
    """Diagnose each piece, then rank all; the second value is what scoring said of each piece.

    The rows are held in a file of that folder, which has no name and goes with the process.
    """
    grid = settled(grid, ())
    held = TemporaryFile(dir=folder)  # noqa: SIM115  # lives as long as the parts
    sizes, compared, said = [], [], []
    result: Result | None = None
    for piece in _ahead(pieces):
        result = score(replace(grid, stock_alerts=()), piece, date=day)
        said.append(list(result.manifest.problems[len(piece.problems) :]))
        compared.append(result.frame.select(*_RANKED, *columns_looked_at(grid)))
        start = held.tell()
        result.frame.write_ipc(held)
        sizes.append(held.tell() - start)
        # nothing of a piece is left when the next one is read
        result = replace(result, frame=result.frame.clear())
        del piece
    assert result is not None
    stock = rank(pl.concat(compared))
    empty = replace(result, grid=grid)
    return ScoredChunks(empty, held, sizes, stock.select(_RANKS), check_stock_alerts(stock, grid)), said


def _ahead(pieces: Iterable[Dataset]) -> Iterator[Dataset]:
    """Each piece, while the next one is read: neither reading nor scoring fills two processors by itself."""
    left = iter(pieces)
    with ThreadPoolExecutor(max_workers=1) as reader:
        coming = reader.submit(next, left, None)
        while (piece := coming.result()) is not None:
            coming = reader.submit(next, left, None)
            yield piece
            del piece


def merge_warnings(parts: ScoredChunks, whole: Dataset, said: Sequence[Sequence[Problem]]) -> ScoredChunks | None:
    """Merge the warnings of the parts; None where they cannot be put together."""
    notices: dict[tuple[str, str], Problem] = {}
    for problem in (each for piece in said for each in piece):
        if problem.code not in NOTICES:
            return None
        key = (str(problem.values["indicator"]), problem.code)
        notices[key] = _added(notices[key], problem) if key in notices else problem
    order = [(indicator.id, code) for indicator in parts.result.grid.indicators for code in NOTICES]
    problems = (*whole.problems, *(notices[key] for key in order if key in notices), *parts._alerts)
    manifest = replace(
        parts.result.manifest, inputs=whole.inputs, problems=problems, counts=whole.counts,
        provenance={"stock": whole.stock.provenance}, organisation=whole.organisation,
    )  # fmt: skip
    return replace(parts, result=replace(parts.result, manifest=manifest))


def _added(before: Problem, after: Problem) -> Problem:
    """One notice of two pieces: both counts, and the first units."""
    count = before.values["count"] + after.values["count"]
    names = (*before.values["units"].items, *after.values["units"].items)
    shown = Listed(names[:SHOWN], more=", …" if count > SHOWN else "")
    return replace(before, values=dict(before.values) | {"count": count, "units": shown})
