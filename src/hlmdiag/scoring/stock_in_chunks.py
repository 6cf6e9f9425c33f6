"""The pieces of a stock of which something is known of the whole before one is scored: keys, places, tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import accumulate
from pathlib import Path

import polars as pl

from hlmdiag.data.dataset import Dataset, DecodedTable, LeftOpen, WholeStock
from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.data.event_chunks import UNIT
from hlmdiag.data.tables_beside import keys_of
from hlmdiag.expression import ColumnRef, EventRef, Expression
from hlmdiag.grid.data_model import EventTable
from hlmdiag.grid.model import Grid
from hlmdiag.grid.optional_uses import settled
from hlmdiag.scoring.held_frames import HeldFrames
from hlmdiag.scoring.whole_stock import all_expressions, columns_compared, doubts_left, places_among_all

_PIECE = "|piece"


class HeldStock:
    """The answers of a stock in pieces, kept out of memory; keys and what units are compared by are in memory."""

    def __init__(self, grid: Grid, pieces: Iterable[Dataset], folder: Path) -> None:
        self._grid = settled(grid, ())
        self._folder, self._held = folder, HeldFrames(folder)
        keys, compared = [], []
        read = [of(name) for name in columns_compared(self._grid) for of in (data_value, data_state)]
        for piece in pieces:
            frame = piece.stock.frame
            keys.append(keys_of(frame, grid))
            compared.append(frame.select(read))
            self._held.add(frame)
        self._rows: dict[str, _RowsOfTable] = {}
        self.units = pl.concat(keys)
        """The keys of every unit: values and texts."""
        self._placed = places_among_all(pl.concat(compared), self._grid)

    def take(self, table: str, rows: pl.DataFrame) -> None:
        """Keep rows of a table, with what the grid reads of them, for the pieces of their units (`UNIT`)."""
        if table not in self._rows:
            self._rows[table] = _RowsOfTable(self._grid, self._grid.tables[table], self._held.heights, self._folder)
        self._rows[table].add(rows)

    def forget(self, table: str) -> None:
        """Keep no row of a table."""
        self._rows.pop(table, None)

    def datasets(self, whole: Dataset, day: date) -> Iterator[Dataset]:
        """Each piece with the rows of its tables; `whole`: the account of the stock, with all rows not yet taken."""
        for id, table in whole.events.items():
            if id not in self._rows:
                self.take(id, self._placed_rows(table, self._grid.tables[id]))
        doubts: dict[EventRef, LeftOpen] = {}
        for rows in self._rows.values():
            doubts |= rows.doubts(day)
        emptied = {id: replace(table, frame=table.frame.clear()) for id, table in whole.events.items()}
        whole = replace(whole, events=emptied)
        start = 0
        for place, frame in enumerate(self._held):
            tables = {id: replace(table, frame=self._rows[id].of_piece(place)) for id, table in emptied.items()}
            known = WholeStock(doubts, self._placed.slice(start, frame.height))
            yield replace(whole, stock=replace(whole.stock, frame=frame), events=tables, whole=known)
            start += frame.height

    def _placed_rows(self, table: DecodedTable, of: EventTable) -> pl.DataFrame:
        """The rows of a table that is in memory, with the place of their unit."""
        there, here = [data_value(key) for key in self._grid.keys], [data_value(key) for key in of.key]
        units = self.units.select(there).with_row_index(UNIT)
        return table.frame.join(units, left_on=here, right_on=there, how="left", maintain_order="left")


class _RowsOfTable:
    """The rows of a table, by the piece of their unit; those of no unit, which only count as doubtful, in the first."""

    def __init__(self, grid: Grid, table: EventTable, heights: Sequence[int], folder: Path) -> None:
        self._grid, self._table = grid, table
        self._ends = pl.Series(list(accumulate(heights)), dtype=pl.UInt32)
        self._held = HeldFrames(folder)
        self._of_piece: list[list[int]] = [[] for _ in heights]
        self._empty = pl.DataFrame()

    def add(self, rows: pl.DataFrame) -> None:
        here = [data_value(key) for key in self._table.key]
        wanted = rows.select(*here, *_columns_read(self._table, self._grid))
        self._empty = wanted.clear()
        pieces = self._ends.search_sorted(rows[UNIT].fill_null(0), side="right")
        for (place,), part in (
            wanted.with_columns(pieces.alias(_PIECE))
            .partition_by(_PIECE, as_dict=True, include_key=False, maintain_order=True)
            .items()
        ):
            self._of_piece[place].append(len(self._held.heights))
            self._held.add(part)

    def of_piece(self, place: int) -> pl.DataFrame:
        """The rows of the units of a piece, in their order."""
        return pl.concat([self._empty, *(self._held.at(each) for each in self._of_piece[place])], rechunk=True)

    def doubts(self, day: date) -> dict[EventRef, LeftOpen]:
        """What they leave open, by what is read of them."""
        tables = ({self._table.id: DecodedTable(rows)} for rows in (self._empty, *self._held))
        found = [doubts_left(self._grid, each, day) for each in tables]
        return {
            each: LeftOpen(*(any(parts) for parts in zip(*(one[each] for one in found), strict=True)))
            for each in found[0]
        }


def _columns_read(table: EventTable, grid: Grid) -> list[str]:
    read = [each for one in all_expressions(grid) for each in one.references if isinstance(each, EventRef)]
    own = [each for each in read if each.table == table.id]
    conditions = [each.condition for each in own if isinstance(each.condition, Expression)]
    asked = [it.name for condition in conditions for it in condition.references if isinstance(it, ColumnRef)]
    names = dict.fromkeys([table.date, *(each.column for each in own), *asked])
    return [of(name) for name in names if name and name not in table.key for of in (data_value, data_state)]
