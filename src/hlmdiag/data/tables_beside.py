"""Reads the files that come with a stock too large to be held: events, overrides, whose rows are those of any unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Protocol

import polars as pl

from hlmdiag.data.apart_from_data import set_apart
from hlmdiag.data.dataset import Dataset
from hlmdiag.data.dataset_columns import data_text, data_value
from hlmdiag.data.event_chunks import EventChunks
from hlmdiag.data.events import has_rows
from hlmdiag.data.files import FileOptions, open_sources
from hlmdiag.data.pieces import NotChunkable, Pieces
from hlmdiag.data.read import read_sheets, with_files_said
from hlmdiag.data.settings import Settings
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.sources import InputSource
from hlmdiag.data.table_schemas import STOCK
from hlmdiag.errors import HlmdiagError
from hlmdiag.grid.model import Grid


def keys_of(stock: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """The keys of units, values and texts."""
    return stock.select(of(key) for key in grid.keys for of in (data_value, data_text))


class RowsOfUnits(Protocol):
    """Keeps the rows of tables that are read by pieces."""

    def take(self, table: str, rows: pl.DataFrame) -> None:
        """Keep some rows, after those of this table that it has; they say the place of their unit (`UNIT`)."""

    def forget(self, table: str) -> None:
        """Keep nothing of a table."""


_Given = tuple[Sheet, str | None]
"""A sheet, and the table that it was declared to be."""


@dataclass(frozen=True, eq=False)
class TablesBeside:
    """All the files of a stock, in the order in which they were given.

    `stock`: those that are the stock itself; `given`: everything that was given, as typed; `units`: the keys of every
    unit, values and texts, where there are tables; `own`: what opens those that are no file to be read as received;
    `parted`: those that are read by pieces, whose rows go to `rows`.
    """

    files: Sequence[InputSource]
    stock: Sequence[InputSource]
    given: Sequence[str]
    units: pl.DataFrame | None = None
    own: Mapping[InputSource, Callable[[], Sheet]] = field(default_factory=dict)
    parted: Mapping[InputSource, Pieces] = field(default_factory=dict)
    rows: RowsOfUnits | None = None

    def read_with(self, stock: Sequence[_Given], grid: Grid, day: date | None, settings: Settings) -> Dataset:
        """The dataset of these files and of some rows of the stock: a sheet for each of its files, in their order.

        Of the tables read by pieces it has the rows to speak of only. Raises `NotChunkable` where something else than
        that stock and tables is found, or anything is refused: the reading of all says it.
        """
        parted = dict(self._by_pieces(grid, day, settings))
        tables = [each.table for each in parted.values()]
        try:
            found = self._read(stock, grid, day, settings, parted if _are_apart(tables, tables) else {})
            if _are_apart(tables, [each.table for each in found.inputs]):
                return reduce(lambda whole, each: each.corrected(whole), parted.values(), found)
        except NotChunkable:
            if not parted:
                raise
        for each in tables:
            assert self.rows is not None
            self.rows.forget(each)
        return self._read(stock, grid, day, settings, {})

    def _by_pieces(self, grid: Grid, day: date | None, settings: Settings) -> Iterator[tuple[InputSource, EventChunks]]:
        """The files that can be read by pieces."""
        if self.rows is None or self.units is None:
            return
        for source, pieces in self.parted.items():
            chunks = EventChunks(pieces, grid, self.units, day, settings)
            try:
                for rows in chunks:
                    self.rows.take(chunks.table, rows)
                chunks.together()
            except NotChunkable:
                self.rows.forget(chunks.table)
                continue
            yield source, chunks

    def _read(
        self, stock: Sequence[_Given], grid: Grid, day: date | None, settings: Settings,
        parted: Mapping[InputSource, EventChunks],
    ) -> Dataset:  # fmt: skip
        units = self.units
        if units is not None:
            units = units.with_columns(each.met.alias(has_rows(each.table)) for each in parted.values())
        others = [each for each in self.files if each not in self.stock]
        try:
            left = [each for each in others if each not in parted and each not in self.own]
            opened = open_sources(left, FileOptions(limits=settings.limits))
            of_file = {
                source: [(parted[source].together(), source.table)]
                if source in parted
                else [(self.own[source](), source.table)]
                if source in self.own
                else [each for each in opened.sheets if each[0].file == source.name]
                for source in others
            } | {source: [each] for source, each in zip(self.stock, stock, strict=False)}
            in_order = [each for source in self.files for each in of_file[source]]
            apart = set_apart([*in_order, *stock[len(self.stock) :]], grid)
            if opened.forms or apart.forms or apart.expected or apart.answers.by_file:
                raise NotChunkable
            found = read_sheets(apart.sheets, grid, date=day, settings=settings, units=units)
        except HlmdiagError as fault:
            raise NotChunkable from fault
        if found.respondents is not None or [each.table for each in found.inputs].count(STOCK) != len(stock):
            raise NotChunkable
        return with_files_said(found, opened, apart, self.given)


def _are_apart(tables: Sequence[str], of_files: Sequence[str]) -> bool:
    """Whether each table is that of one file: rows of a file are compared with those of another of its table."""
    return all(of_files.count(each) == 1 for each in tables)
