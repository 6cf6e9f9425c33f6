"""Reads a large event file by pieces: its rows go to who counts them; those to speak of are read again together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from hlmdiag.data.dataset import Dataset
from hlmdiag.data.dataset_columns import data_value
from hlmdiag.data.events import OLDER, has_doubtful_date, is_keyed, is_later, is_older, is_undated
from hlmdiag.data.piece_doubts import decides_a_column, kinds, of_titles, says_words
from hlmdiag.data.pieces import NotChunkable, Pieces, alone, some_rows, together
from hlmdiag.data.read import event_table, input_of
from hlmdiag.data.repeated_rows import IDENTICAL, repeated_in_file, rows_as_written
from hlmdiag.data.settings import Settings
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table import TableRead
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.grid.model import Grid
from hlmdiag.text.phrase import in_quotes

UNIT = "|unit"
"""The place of the unit of a row among all units; null where it has none."""


class EventChunks:
    """The pieces of an event file, in order; once all are read, `together` is a sheet of those rows to speak of.

    `units`: the keys of every unit. Nothing is refused here: `NotChunkable` leaves the file to the whole reading.
    """

    def __init__(self, pieces: Pieces, grid: Grid, units: pl.DataFrame, day: date | None, settings: Settings) -> None:
        self._pieces, self._grid, self._day, self._settings = pieces, grid, day, settings
        self._units = _UnitsByKey(units.select(data_value(key) for key in grid.keys))
        self._first: tuple[Sheet, TableRead] | None = None
        self._sheets: list[Sheet] = []
        self._read: list[pl.DataFrame] = []
        self._written: list[pl.DataFrame] = []
        self._met = pl.repeat(value=False, n=units.height, eager=True)
        self._rows = self._more = self._older = 0
        self._has_older = False
        self._drawn: set[tuple[str, str | None]] = set()
        self.table = ""
        """The table of the grid that the file is, once a piece is read."""

    @property
    def met(self) -> pl.Series:
        """Of each unit, whether it has a row."""
        return self._met

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """The rows of each piece that have a key, with the place of their unit."""
        yield from map(self._rows_of, self._pieces)

    def together(self) -> Sheet:
        """The titles, the first piece, and every row of the others that there is something to say of."""
        if not self._sheets:
            raise NotChunkable
        return together(self._sheets)

    def corrected(self, found: Dataset) -> Dataset:
        """A dataset that was made with `together`, as the whole file would have made it but for the rows of the table.

        Raises `NotChunkable` where a row was not understood there as in its piece.
        """
        frame, again = found.events[self.table].frame, pl.concat(self._read)
        if self._drawn - kinds(found.problems) or not frame.equals(again, null_equal=True):
            raise NotChunkable
        inputs = [
            replace(
                each, sha256=self._pieces.digest, rows=self._rows, encoding=self._pieces.encoding or each.encoding
            )
            if each.table == self.table
            else each
            for each in found.inputs
        ]  # fmt: skip
        problems = [
            replace(each, values={**each.values, "count": each.values["count"] + self._older})
            if each.code == OLDER and each.location.file == self._sheets[0].file
            else each
            for each in self._with_repeated(found.problems)
        ]
        counts = dict(found.counts)
        counts["event_rows_read"] = counts.get("event_rows_read", 0) + self._more
        return replace(found, inputs=tuple(inputs), problems=tuple(problems), counts=counts)

    def _with_repeated(self, problems: Sequence[Problem]) -> list[Problem]:
        """The remarks with that on rows written twice, which any two pieces may hold: the last one of the file."""
        assert self._first is not None
        sheet, read = self._first
        table = self._grid.tables[self.table]
        said = [each for each in problems if each.code != IDENTICAL or each.location.file != sheet.file]
        after = max((at + 1 for at, each in enumerate(said) if each.location.file == sheet.file), default=len(said))
        name, is_dated = in_quotes(table.title or table.id), table.date in read.provenance
        return [
            *said[:after], *repeated_in_file(pl.concat(self._written), sheet, name, is_dated=is_dated), *said[after:]
        ]  # fmt: skip

    def _rows_of(self, sheet: Sheet) -> pl.DataFrame:
        titles, read, keyed = self._understood(sheet)
        table = self._grid.tables[self.table]
        rows = keyed.frame.filter(is_keyed(table))
        self._written.append(rows_as_written(sheet, rows["row"]))
        placed = rows.with_columns(self._units.places(rows.select(data_value(key) for key in table.key)).alias(UNIT))
        units = placed[UNIT].drop_nulls().unique()
        self._met = self._met.scatter(units, values=True)
        older = rows.clear() if self._day is None else rows.filter(is_older(table, self._day))
        if self._first is None:
            self._pieces.titles_end_at(titles)
            self._first = (sheet, read)
            self._sheets.append(sheet)
            self._read.append(rows)
        else:
            self._keep(sheet, read, placed, titles, older["row"])
        self._has_older |= older.height > 0
        return placed

    def _understood(self, sheet: Sheet) -> tuple[int, TableRead, TableRead]:
        """The row of the titles, the rows as read, and with the keys that other columns give."""
        try:
            found = event_table(sheet, self._pieces.table, self._grid, self._settings)
        except HlmdiagError as fault:
            raise NotChunkable from fault
        if found is None or found[0].table == self._grid.units_from or self.table not in ("", found[0].table):
            raise NotChunkable
        candidate, read, keyed = found
        self.table, columns = candidate.table, candidate.form.columns
        if decides_a_column(sheet, read.provenance, columns, read.refused, read.problems):
            raise NotChunkable
        told = input_of(candidate)
        titles = told.header_row or 1
        if says_words(sheet, titles, read.provenance, self._grid.tables[self.table].key, ()):
            raise NotChunkable
        if self._first is not None:
            first_sheet, first = self._first
            same = read.provenance == first.provenance and sheet.cells.width == first_sheet.cells.width
            if not same or of_titles(read.problems, titles) != of_titles(first.problems, titles):
                raise NotChunkable
        self._drawn |= kinds(read.problems)
        self._rows += told.rows
        return titles, read, keyed

    def _keep(self, sheet: Sheet, read: TableRead, placed: pl.DataFrame, titles: int, older: pl.Series) -> None:
        """Keep from a piece the rows to speak of, and the last one: blank rows are said only where one stands below.

        Of the older ones the first of the file is enough: they are only counted.
        """
        table = self._grid.tables[self.table]
        raw = read.frame.filter(is_keyed(table))["row"]
        quiet = placed.filter(pl.col("row").is_in(raw.implode()) & pl.col(UNIT).is_not_null() & ~is_undated(table))
        if self._day is not None:
            said = is_later(table, self._day) | has_doubtful_date(table, self._day)
            quiet = quiet.filter(~said.fill_null(value=False))
        quiet = quiet.filter(~pl.col("row").is_in(read.refused["row"].implode()))
        quiet = quiet.filter(pl.col("row") < read.frame["row"].max())
        if not self._has_older:
            quiet = quiet.filter(~pl.col("row").is_in(older.head(1).implode()))
        self._older += quiet.filter(pl.col("row").is_in(older.implode())).height
        there = ~sheet.rows.is_in(quiet["row"].implode()) & (sheet.rows > titles)
        self._sheets.append(kept := some_rows(sheet, there))
        self._read.append(alone(placed.filter(pl.col("row").is_in(kept.rows.implode())).drop(UNIT)))
        self._more += quiet.height


class _UnitsByKey:
    """The places of units by the hash of their key, made once: a join would hash all units for each piece."""

    def __init__(self, keys: pl.DataFrame) -> None:
        hashes = keys.hash_rows()
        self._keys, self._order = keys, hashes.arg_sort()
        self._sorted = hashes.gather(self._order)
        self._is_sure = not bool((self._sorted == self._sorted.shift(1)).any())

    def places(self, keys: pl.DataFrame) -> pl.Series:
        """The place of each unit, null for one that is not there; `NotChunkable` where two keys have one hash."""
        if not self._keys.height:
            return pl.repeat(None, keys.height, dtype=pl.UInt32, eager=True)
        hashes = keys.hash_rows()
        near = self._sorted.search_sorted(hashes).clip(upper_bound=self._keys.height - 1)
        is_there = self._sorted.gather(near) == hashes
        places = self._order.gather(near)
        same = self._keys[places.filter(is_there)].rename(dict(zip(self._keys.columns, keys.columns, strict=True)))
        if not self._is_sure or not same.equals(keys.filter(is_there)):
            raise NotChunkable
        return pl.select(pl.when(is_there).then(places).cast(pl.UInt32)).to_series()
