"""Reads the files that come with a stock too large to be held: events, overrides, whose rows are those of any unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from hlmdiag.data.apart_from_data import set_apart
from hlmdiag.data.dataset import Dataset
from hlmdiag.data.dataset_columns import data_text, data_value
from hlmdiag.data.files import FileOptions, open_sources
from hlmdiag.data.read import read_sheets
from hlmdiag.data.settings import Settings
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.sources import InputSource, passed_over
from hlmdiag.data.table_schemas import STOCK
from hlmdiag.errors import HlmdiagError
from hlmdiag.grid.model import Grid


class NotChunkable(Exception):
    """The file cannot be read by pieces: something in it depends on the whole of a column, or on another row."""


def keys_of(stock: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """The keys of units, values and texts."""
    return stock.select(of(key) for key in grid.keys for of in (data_value, data_text))


@dataclass(frozen=True, eq=False)
class TablesBeside:
    """Files in the order in which they were given.

    `place`: how many of them come before the stock; `given`: everything that was given, as typed; `units`: the keys of
    every unit, values and texts; `open_tables`: tables that no file holds, each with the table that it is.
    """

    others: Sequence[InputSource]
    place: int
    given: Sequence[str]
    units: pl.DataFrame
    open_tables: Sequence[tuple[Sheet, str | None]] = ()

    def read_with(self, sheet: Sheet, table: str | None, grid: Grid, day: date | None, settings: Settings) -> Dataset:
        """The dataset of these files and of a piece of the stock, in a sheet that was declared to be `table` or not.

        Raises `NotChunkable` where something else than one stock and tables is found, or anything is refused: the
        reading of all says it.
        """
        try:
            opened = open_sources(self.others, FileOptions(limits=settings.limits))
            earlier = {source.name for source in self.others[: self.place]}
            before = [each for each in opened.sheets if each[0].file in earlier]
            apart = set_apart([*before, (sheet, table), *opened.sheets[len(before) :], *self.open_tables], grid)
            if opened.forms or apart.forms or apart.expected or apart.answers.by_file:
                raise NotChunkable
            found = read_sheets(apart.sheets, grid, date=day, settings=settings, units=self.units)
        except HlmdiagError as fault:
            raise NotChunkable from fault
        if found.respondents is not None or [each.table for each in found.inputs].count(STOCK) > 1:
            raise NotChunkable
        return replace(found, problems=(*opened.aside, *apart.copies, *found.problems, *passed_over(self.given)))
