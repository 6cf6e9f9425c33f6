"""Scores the parent of an overlay on the same data, and puts its results beside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from hlmdiag.data.dataset import Dataset, DecodedTable
from hlmdiag.data.dataset_columns import data_state, data_text, data_value
from hlmdiag.data.decoded import value_type
from hlmdiag.grid.data_model import Column, EventTable
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.columns import code
from hlmdiag.states import State

if TYPE_CHECKING:
    from hlmdiag.scoring.result import Result

_SHOWN = ("level", "score", "low", "high", "coverage")
_AFTER = "override_reason"


def dataset_for_parent(parent: Grid, grid: Grid, dataset: Dataset) -> Dataset:
    """The data of a grid as its parent may read them: what the two understand differently is missing.

    Overrides are decisions on the grid that is used: its parent is left to itself.
    """
    frame = dataset.stock.frame
    lost = [
        column
        for column in parent.columns.values()
        if data_value(column.id) not in frame.columns or _differs(column, grid.columns.get(column.id))
    ]
    received = [name for name, column in parent.columns.items() if column.role is not None or name in parent.keys]
    frame = frame.with_columns(expression for column in lost for expression in _missing(column))
    unseen = [name for name in received if data_text(name) not in frame.columns]
    stock = replace(dataset.stock, frame=frame.with_columns(pl.lit("").alias(data_text(name)) for name in unseen))
    events = {id: table for id, table in dataset.events.items() if _is_whole(parent.tables.get(id), table)}
    return replace(dataset, stock=stock, events=events, overrides=None)


def _differs(column: Column, own: Column | None) -> bool:
    return own is not None and own.type != column.type


def _missing(column: Column) -> tuple[pl.Expr, pl.Expr]:
    value = pl.lit(None, dtype=value_type(column)).alias(data_value(column.id))
    return value, code(State.MISSING).alias(data_state(column.id))


def _is_whole(table: EventTable | None, rows: DecodedTable) -> bool:
    """Whether the rows of an event table hold all that the parent expects of it."""
    types = rows.frame.schema
    return table is not None and all(
        types.get(data_value(column.id)) == value_type(column) for column in table.columns.values()
    )


def with_parent(frame: pl.DataFrame, parent: Result | None) -> pl.DataFrame:
    """The same rows with what the parent says of them."""
    if parent is None:
        types = {name: pl.String if name == "level" else pl.Float64 for name in _SHOWN}
        together = frame.with_columns(pl.lit(None, dtype=types[name]).alias(f"parent_{name}") for name in _SHOWN)
    else:
        together = frame.hstack(parent.frame.select(pl.col(name).alias(f"parent_{name}") for name in _SHOWN))
    place = frame.columns.index(_AFTER) + 1
    own = [f"parent_{name}" for name in _SHOWN]
    return together.select(*frame.columns[:place], *own, *frame.columns[place:])
