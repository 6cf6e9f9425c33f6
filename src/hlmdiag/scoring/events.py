"""Events become one number a unit: how many, which share, how much, over the months before the reference date.

A row that cannot be decided is not zero: its unit has two ends, what is sure and what may be (`scoring.doubts`).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from hlmdiag.data.dataset import Dataset
from hlmdiag.data.dates import months_before
from hlmdiag.data.decode import value_type
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.expression import Event, Expression, Operand, Reference, compile
from hlmdiag.expression import names as see
from hlmdiag.grid.model import EventTable, Grid
from hlmdiag.scoring.columns import code, operand
from hlmdiag.scoring.doubts import DOUBTFUL, bounded, doubts_of
from hlmdiag.states import State

__all__ = ["ROWS", "UNDECIDED", "count_events", "rows_column", "undecided_column"]

ROWS = "rows:"
"""Prefix of the columns that say how many rows an aggregate is made of."""

UNDECIDED = "rows_undecided:"
"""Prefix of the columns that say how many rows of the unit cannot be decided, where there are some."""

_HELD, _DECIDED = "rows|held", "rows|decided"
_NOTHING = "rows|nothing"
_MISSING = code(State.MISSING)


def rows_column(event: Event) -> str:
    """The name of the column that says how many rows of the unit an aggregate was made of.

    >>> rows_column(Event("mean", "incidents", "cout", None))
    'rows:incidents'
    """
    if not isinstance(event.condition, Expression):
        return f"{ROWS}{event.table}"
    return f"{ROWS}{event.table}, {' '.join(event.condition.text.split())}"


def undecided_column(event: Event) -> str:
    """The name of the column that says how many rows of the unit could not be decided for an aggregate."""
    return f"{UNDECIDED}{rows_column(event).removeprefix(ROWS)}"


def count_events(
    frame: pl.DataFrame, name: str, event: Event, grid: Grid, dataset: Dataset, day: date
) -> tuple[pl.DataFrame, Operand, list[Problem]]:
    """Add the column of an aggregate over events, and how many rows it is made of.

    An absent table is missing; a unit without rows has zero of them, unless it should have some (`units_from`).
    """
    table, counted = grid.tables[event.table], rows_column(event)
    if event.table not in dataset.events:
        nothing = pl.lit(None, dtype=_type(event, table))
        return frame.with_columns(_number_of_rows(pl.lit(None)).alias(counted)), operand(nothing, _MISSING), []
    every = dataset.events[event.table].frame
    rows = every.with_columns(_in_window(table, day).alias("dated")).filter(pl.col("dated").fill_null(value=True))
    rows = rows.with_columns(_holds(event, day).alias("holds"))
    decided = rows.filter(pl.col("dated") & pl.col("holds").is_not_null())
    undated = rows["dated"].null_count()
    problems = _said("notation.evenement-sans-date", undated, table)
    undecided = rows.filter("dated")["holds"].null_count()
    problems += _said("notation.evenement-indecis", undecided, table)
    keys = [f"v:{key}" for key in table.key]
    left = [f"v:{key}" for key in grid.keys[: len(keys)]]
    # a share needs the rows where the condition is false too; the others only those where it holds
    counting = decided if event.function == "share" else decided.filter("holds")
    of_each = (_total(event).alias(name), pl.col("holds").sum().alias(_HELD), pl.len().alias(_DECIDED))
    totals = counting.group_by(keys).agg(of_each)
    if event.table == grid.units_from:
        totals = every.select(keys).unique().join(totals, on=keys, how="left").with_columns(pl.lit(0.0).alias(_NOTHING))
    else:
        frame = frame.with_columns(pl.lit(0.0).alias(_NOTHING))
    frame = frame.join(totals, left_on=left, right_on=keys, how="left", maintain_order="left")
    frame = _counted(frame, name, event, counted)
    if undated + undecided == 0:
        return frame.drop(_DECIDED), operand(pl.col(name), _MISSING), problems
    doubts = doubts_of(rows, keys)
    frame = frame.join(doubts, left_on=left, right_on=keys, how="left", maintain_order="left")
    held, others = pl.col(counted).fill_null(0), (pl.col(_DECIDED) - pl.col(counted)).fill_null(0)
    frame, found = bounded(frame, name, event.function, held, others)
    doubtful = pl.when(pl.col(counted).is_not_null()).then(pl.col(DOUBTFUL).fill_null(0)).cast(pl.UInt32)
    dropped = [_DECIDED, *(each for each in doubts.columns if each not in keys)]
    return frame.with_columns(doubtful.alias(undecided_column(event))).drop(dropped), found, problems


def _counted(frame: pl.DataFrame, name: str, event: Event, counted: str) -> pl.DataFrame:
    """Zero where a unit has no row; those whose rows all lack a value keep none."""
    without = pl.col(_HELD).is_null()
    columns = [_number_of_rows(pl.when(without).then(pl.col(_NOTHING)).otherwise(pl.col(_HELD))).alias(counted)]
    if event.function in ("count", "sum"):
        columns.append(pl.when(without).then(pl.col(_NOTHING)).otherwise(pl.col(name)).alias(name))
    return frame.with_columns(columns).drop(_HELD, _NOTHING)


def _number_of_rows(number: pl.Expr) -> pl.Expr:
    return number.cast(pl.UInt32)


def _type(event: Event, table: EventTable) -> pl.DataType:
    """What an aggregate gives: a number, or a value of the column it looks at."""
    column = table.columns.get(event.column or "")
    return value_type(column) if column is not None and event.function == "most_frequent" else pl.Float64()


def _in_window(table: EventTable, day: date) -> pl.Expr:
    """Whether a row is dated in ]day − window, day]; null where its date cannot be read."""
    if table.date is None:
        return pl.lit(value=True)
    when = pl.col(f"v:{table.date}")
    return when <= day if table.window is None else (when <= day) & (when > months_before(day, table.window))


def _holds(event: Event, day: date) -> pl.Expr:
    """What the aggregate needs of a row; null where it cannot be decided."""
    if event.condition is None:
        return pl.lit(value=True)
    assert isinstance(event.condition, Expression)
    return compile(event.condition, _row_of_events, pl, day).value


def _row_of_events(reference: Reference) -> Operand:
    assert isinstance(reference, see.Column)
    return Operand(pl.col(f"v:{reference.name}"), pl.col(f"s:{reference.name}"))


def _total(event: Event) -> pl.Expr:
    if event.column is None:
        holds = pl.col("holds").cast(pl.Float64)
        return holds.mean() if event.function == "share" else pl.len().cast(pl.Float64)
    if event.function == "most_frequent":
        # of equals, the first in order: the same whatever the order of the rows
        return pl.col(f"v:{event.column}").drop_nulls().mode().min()
    value = pl.col(f"v:{event.column}").cast(pl.Float64)
    match event.function:
        case "sum":
            return pl.when(value.count() > 0).then(value.sum()).otherwise(None)
        case "mean":
            return value.mean()
        case "median":
            return value.median()
        case "min":
            return value.min()
        case _:
            return value.max()


def _said(problem: str, number: int, table: EventTable) -> list[Problem]:
    if number == 0:
        return []
    values = {"count": number, "table": table.title or table.id}
    return [Problem(problem, Location(), values, Severity.WARNING)]
