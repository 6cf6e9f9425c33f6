"""The rows of files of the same titles, one under the other, each knowing its file and its line there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

import polars as pl

from hlmdiag.data.assign import Candidate
from hlmdiag.data.decode import decode
from hlmdiag.data.decoded import ColumnContext, Decoded
from hlmdiag.data.match import Match
from hlmdiag.data.packed import TOGETHER
from hlmdiag.data.portions import Portion, portions_of
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table import as_shown, context_of
from hlmdiag.data.table_schema import TableSchema


@dataclass(frozen=True, eq=False)
class Stack:
    """The rows under the titles of several files, and the column that each title is.

    `part` is the place of the file of each row among the candidates, and `lines` its line in that file.
    """

    candidates: tuple[Candidate, ...]
    matches: Sequence[Match]
    form: TableSchema
    cells: pl.DataFrame
    part: pl.Series
    lines: pl.Series

    @property
    def by_column(self) -> dict[str, Match]:
        """The title of each column."""
        return {match.column: match for match in self.matches if match.column is not None}

    @property
    def own_width(self) -> int:
        """Number of columns in the files, without those given by folders."""
        width = self.candidates[0].sheet.own_width
        return self.cells.width if width is None else width

    def sheet(self, part: int) -> Sheet:
        """The sheet of a file."""
        return self.candidates[part].sheet

    def rows(self, part: int) -> slice:
        """Row numbers of a file."""
        return slice(self.part.search_sorted(part, "left"), self.part.search_sorted(part, "right"))

    def texts(self, match: Match) -> pl.Series:
        """The cells under a title."""
        return self.cells[str(match.index)]

    def context(self, match: Match, part: int) -> ColumnContext:
        """Context of a column in a file."""
        return context_of(self.sheet(part), self.candidates[part].header, match, self.form)

    def portions(self, match: Match) -> list[Portion]:
        """The cells under the title of a column, decoded."""
        column = self.form.columns[match.column or ""]
        return portions_of(self.texts(match), self.part, column, partial(self.context, match))

    def decoded(self, match: Match, part: int) -> Decoded:
        """The cells of one file under the title of a column, decoded alone."""
        column = self.form.columns[match.column or ""]
        return decode(self.texts(match)[self.rows(part)], column, self.context(match, part))

    def without(self, parts: Iterable[int]) -> Stack:
        """The same but for some files; the others take their numbers."""
        lost = set(parts)
        kept = [part for part in range(len(self.candidates)) if part not in lost]
        rows = self.part.is_in(kept)
        part = pl.Series(kept, dtype=pl.UInt32).search_sorted(self.part.filter(rows)).cast(pl.UInt32).alias("part")
        candidates = tuple(self.candidates[part] for part in kept)
        return replace(
            self, candidates=candidates, cells=self.cells.filter(rows), part=part, lines=self.lines.filter(rows)
        )


def stacked(candidates: Sequence[Candidate], matches: Sequence[Match], form: TableSchema) -> Stack:
    """The rows of some candidates, in their order; `matches` are what the titles are in each of them."""
    counts = pl.Series([each.sheet.cells.height - each.header.last - 1 for each in candidates], dtype=pl.UInt32)
    part = pl.Series("part", range(len(candidates)), dtype=pl.UInt32).repeat_by(counts).explode()
    lines = pl.concat([each.sheet.rows.slice(each.header.last + 1) for each in candidates]).cast(pl.UInt32)
    return Stack(tuple(candidates), matches, form, _bodies(candidates, matches, form), part, lines.alias("line"))


def _bodies(candidates: Sequence[Candidate], matches: Sequence[Match], form: TableSchema) -> pl.DataFrame:
    """The cells under the titles, some files after others: thousands of pieces at once take more than they hold."""
    by_column = {match.column: match for match in matches if match.column is not None}
    bodies = (as_shown(each.sheet, by_column, form).slice(each.header.last + 1) for each in candidates)
    blocks = []
    while some := list(islice(bodies, TOGETHER)):
        blocks.append(pl.concat(some, rechunk=True))
    return pl.concat(blocks, rechunk=True)
