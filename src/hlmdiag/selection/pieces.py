"""A part of a result whose rows are never together: the units and the columns that are wanted of each piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from hlmdiag.expression import Expression
from hlmdiag.scoring.chunks import ScoredChunks
from hlmdiag.scoring.part import part
from hlmdiag.scoring.result import Result
from hlmdiag.selection.columns import narrowed
from hlmdiag.selection.units import holding


@dataclass(frozen=True)
class ChosenChunks:
    """The rows of pieces for which a condition holds, with some columns; `result` says the rest and has no row."""

    result: Result
    height: int
    _chunks: ScoredChunks
    _holds: pl.Series | None
    _part: Result | None

    @property
    def seen(self) -> Result:
        """As that of the pieces, of these units alone."""
        return self._chunks.seen if self._part is None else self._part

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Each piece."""
        start = 0
        for frame in self._chunks:
            kept = frame if self._holds is None else frame.filter(self._holds.slice(start, frame.height))
            start += frame.height
            yield kept.select(self.result.frame.columns)


def chosen(chunks: ScoredChunks, where: Expression | None, select: Sequence[str]) -> ChosenChunks:
    """The units for which a condition is decided and true, as `kept` chooses them; no `select`: every column."""
    if where is None:
        result = narrowed(chunks.result, select) if select else chunks.result
        return ChosenChunks(result, chunks.height, chunks, None, None)
    found = pl.concat(holding(replace(chunks.result, frame=frame), where) for frame in chunks)
    holds = found.fill_null(value=False)
    kept = part(chunks.seen, chunks.seen.frame.filter(holds), where.text, found.null_count())
    whole = replace(chunks.result, manifest=kept.manifest)
    result = narrowed(whole, select) if select else whole
    return ChosenChunks(result, int(holds.sum()), chunks, holds, kept)
