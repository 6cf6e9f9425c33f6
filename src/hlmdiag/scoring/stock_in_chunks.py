"""The pieces of a stock of which something is known of the whole before one is scored: keys, places, tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from hlmdiag.data.dataset import Dataset, DecodedTable, WholeStock
from hlmdiag.data.dataset_columns import data_state, data_value
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
        self.units = pl.concat(keys)
        """The keys of every unit: values and texts."""
        self._placed = places_among_all(pl.concat(compared), self._grid)

    def datasets(self, whole: Dataset, day: date) -> Iterator[Dataset]:
        """Each piece with the rows of its tables; `whole`: the account of the stock, with all of these rows."""
        doubts = doubts_left(self._grid, whole.events, day)
        parts = {id: self._parted(table, self._grid.tables[id]) for id, table in whole.events.items()}
        emptied = {id: replace(table, frame=table.frame.clear()) for id, table in whole.events.items()}
        whole = replace(whole, events=emptied)
        start = 0
        for frame, *rows in zip(self._held, *parts.values(), strict=True):
            tables = {id: replace(emptied[id], frame=part) for id, part in zip(parts, rows, strict=True)}
            known = WholeStock(doubts, self._placed.slice(start, frame.height))
            yield replace(whole, stock=replace(whole.stock, frame=frame), events=tables, whole=known)
            start += frame.height

    def _parted(self, table: DecodedTable, of: EventTable) -> HeldFrames:
        """The rows of a table, by the piece of their unit, with what the grid reads of them.

        Those of no unit are in the first one: they count among the doubtful rows alone.
        """
        there, here = [data_value(key) for key in self._grid.keys], [data_value(key) for key in of.key]
        heights = enumerate(self._held.heights)
        places = pl.concat(pl.repeat(place, height, dtype=pl.UInt32, eager=True) for place, height in heights)
        pieces = self.units.select(there).with_columns(places.alias(_PIECE))
        rows = table.frame.select(*here, *_columns_read(of, self._grid))
        placed = rows.join(pieces, left_on=here, right_on=there, how="left", maintain_order="left")
        placed = placed.with_columns(pl.col(_PIECE).fill_null(0)).sort(_PIECE, maintain_order=True)
        counts = dict(placed[_PIECE].value_counts().rows())
        parts, start = HeldFrames(self._folder), 0
        for place in range(len(self._held.heights)):
            parts.add(placed.slice(start, counts.get(place, 0)).drop(_PIECE))
            start += counts.get(place, 0)
        return parts


def _columns_read(table: EventTable, grid: Grid) -> list[str]:
    read = [each for one in all_expressions(grid) for each in one.references if isinstance(each, EventRef)]
    own = [each for each in read if each.table == table.id]
    conditions = [each.condition for each in own if isinstance(each.condition, Expression)]
    asked = [it.name for condition in conditions for it in condition.references if isinstance(it, ColumnRef)]
    names = dict.fromkeys([table.date, *(each.column for each in own), *asked])
    return [of(name) for name in names if name and name not in table.key for of in (data_value, data_state)]
