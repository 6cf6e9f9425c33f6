"""What is worked out once of a whole stock before its pieces are scored: places among all units, doubts in tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl

from hlmdiag.data.dataset import DecodedTable, LeftOpen
from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.expression import EventRef, Expression, StockRef
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.events import left_open
from hlmdiag.scoring.external_references import columns_placed, expressions, reference_text
from hlmdiag.scoring.stock import place_in_stock


def is_divisible(grid: Grid) -> bool:
    """Whether the units of a grid can be scored in pieces, once this module knows what it does of all of them.

    Not where another grid is read on the same stock, where its units are compared by a column that tables give, or
    where a row of a table belongs to several units.
    """
    is_whole_key = all(len(table.key) == len(grid.keys) for table in grid.tables.values())
    stands_alone = grid.parent is None and not grid.uses and grid.units_from is None
    return stands_alone and is_whole_key and not compares_by_tables(grid)


def compares_by_tables(grid: Grid) -> bool:
    """Whether units are compared by a column that tables give: its values are not known before they are scored."""
    return any(grid.columns[name].computed is not None for name in columns_compared(grid))


def columns_compared(grid: Grid) -> list[str]:
    """The columns of the stock that its units are compared by, which have to be known of all before one is scored."""
    return list(dict.fromkeys(name for stock in _compared(grid) for name in (stock.column, stock.within) if name))


def places_among_all(units: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """What each unit is among all of them: the columns that `external_references` adds to a whole stock.

    `units` holds the values and the states of `columns_compared`, one row a unit.
    """
    at_least = 0 if grid.reference is None else grid.reference.at_least
    found = []
    for stock in _compared(grid):
        name, _, *size = columns_placed(stock, grid)
        read = [of(each) for each in (stock.column, stock.within) if each for of in (data_value, data_state)]
        placed, _ = place_in_stock(units.select(list(dict.fromkeys(read))), name, stock, at_least, *size)
        found.append(placed.select(columns_placed(stock, grid)))
    return pl.concat(found, how="horizontal") if found else pl.DataFrame()


def doubts_left(grid: Grid, events: Mapping[str, DecodedTable], day: date) -> dict[EventRef, LeftOpen]:
    """What the rows of the tables leave open, by what is read of them."""
    read = {each for one in all_expressions(grid) for each in one.references if isinstance(each, EventRef)}
    return {
        each: left_open(each, grid.tables[each.table], events[each.table].frame, day)
        for each in read
        if each.table in events
    }


def all_expressions(grid: Grid) -> Iterator[Expression]:
    """The expressions of a grid, those of the columns that tables give among them."""
    yield from expressions(grid)
    yield from (column.computed for column in grid.columns.values() if column.computed is not None)


def _compared(grid: Grid) -> list[StockRef]:
    """The values relative to the stock, each once; those placed in a frozen reference are not."""
    if grid.reference is not None and grid.reference.frozen:
        return []
    read = (each for one in expressions(grid) for each in one.references if isinstance(each, StockRef))
    return list({reference_text(each): each for each in read}.values())
