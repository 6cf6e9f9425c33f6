"""The columns of a result that say how many rows of a table an aggregate of events is made of."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from hlmdiag.expression import EventRef, Expression
from hlmdiag.scoring.columns import code
from hlmdiag.scoring.result_columns import row_count_column, undecided_rows_column, valued_rows_column
from hlmdiag.states import State


def rows_column(event: EventRef) -> str:
    """The name of the column that says how many rows of the unit an aggregate was made of.

    >>> rows_column(EventRef("mean", "incidents", "cout", None))
    'rows:incidents'
    """
    if not isinstance(event.condition, Expression):
        return row_count_column(event.table)
    return row_count_column(f"{event.table}, {' '.join(event.condition.text.split())}")


def undecided_column(event: EventRef) -> str:
    """The name of the column that says how many rows of the unit could not be decided for an aggregate."""
    return undecided_rows_column(row_count_column.id_of(rows_column(event)))


def valued_column(event: EventRef) -> str:
    """The name of the column that says how many of the counted rows have a value for an aggregate of a column.

    >>> valued_column(EventRef("mean", "incidents", "cout", None))
    'rows_valued:incidents.cout'
    """
    rows = row_count_column.id_of(rows_column(event)).removeprefix(event.table)
    return valued_rows_column(f"{event.table}.{event.column}{rows}")


def is_doubtful(event: EventRef, columns: Collection[str]) -> bool:
    """Whether some rows of the table are undecided for an aggregate, or have no value, out of a result's columns."""
    own = [undecided_column(event), *([valued_column(event)] if event.column is not None else [])]
    return any(each in columns for each in own)


def is_lost(event: EventRef, state: pl.Expr, columns: Collection[str]) -> pl.Expr:
    """Whether the rows of a unit leave an aggregate without value, out of the columns that say how many there are."""
    refused = state == int(State.INVALID)
    if event.column is None or valued_column(event) not in columns:
        return refused
    lacking = pl.col(valued_column(event)) < pl.col(rows_column(event))
    return refused | ((state == code(State.MISSING)) & lacking.fill_null(value=False))
