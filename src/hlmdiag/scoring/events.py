"""Events become one number a unit: how many, which share, how much, over the months before the reference date."""

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
from hlmdiag.states import State

__all__ = ["ROWS", "count_events", "rows_column"]

ROWS = "rows:"
"""Prefix of the columns that say how many rows an aggregate is made of."""

_HELD = "rows|held"
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
    rows, problems = _in_window(every, table, day)
    rows, undecided = _matching(rows, event, day)
    problems += _said("notation.evenement-indecis", undecided, table)
    keys = [f"v:{key}" for key in table.key]
    left = [f"v:{key}" for key in grid.keys[: len(keys)]]
    totals = rows.group_by(keys).agg(_total(event).alias(name), pl.col("holds").sum().alias(_HELD))
    if event.table == grid.units_from:
        totals = every.select(keys).unique().join(totals, on=keys, how="left").with_columns(pl.lit(0.0).alias(_NOTHING))
    else:
        frame = frame.with_columns(pl.lit(0.0).alias(_NOTHING))
    frame = frame.join(totals, left_on=left, right_on=keys, how="left", maintain_order="left")
    return _counted(frame, name, event, counted), operand(pl.col(name), _MISSING), problems


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


def _in_window(rows: pl.DataFrame, table: EventTable, day: date) -> tuple[pl.DataFrame, list[Problem]]:
    """The rows dated in ]day − window, day]; those without a date are said."""
    if table.date is None:
        return rows, []
    when = pl.col(f"v:{table.date}")
    undated = rows.filter(when.is_null()).height
    dated = rows.filter(when <= day)
    if table.window is not None:
        dated = dated.filter(when > months_before(day, table.window))
    return dated, _said("notation.evenement-sans-date", undated, table)


def _matching(rows: pl.DataFrame, event: Event, day: date) -> tuple[pl.DataFrame, int]:
    """The rows with what the aggregate needs of them (`holds`), and how many cannot be decided."""
    if event.condition is None:
        return rows.with_columns(pl.lit(value=True).alias("holds")), 0
    assert isinstance(event.condition, Expression)
    holds = compile(event.condition, _row_of_events, pl, day).value
    decided = rows.with_columns(holds.alias("holds"))
    undecided = decided["holds"].null_count()
    decided = decided.filter(pl.col("holds").is_not_null())
    # a share needs the rows where the condition is false too; the others only those where it holds
    return decided if event.function == "share" else decided.filter("holds"), undecided


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
