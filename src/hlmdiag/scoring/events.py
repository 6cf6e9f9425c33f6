"""Events become one number a unit: how many, which share, how much, over the months before the reference date.

A row that cannot be decided is not zero, nor is a value that a row lacks: its unit has two ends, what is sure and what
may be, or no value (`scoring.doubts`).
"""

from __future__ import annotations

from datetime import date
from typing import Any, assert_never

import polars as pl

from hlmdiag.data.dataset import Dataset
from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.data.dates import months_before
from hlmdiag.data.decoded import value_type
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.expression import EventRef, Expression, Operand, Reference, compile
from hlmdiag.expression import names as see
from hlmdiag.grid.data_model import EventTable
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.columns import code, operand
from hlmdiag.scoring.doubts import DOUBTFUL, DOUBTS, bounded, doubts_of, is_blank, joined, lacks_of, valued
from hlmdiag.scoring.event_rows import rows_column, undecided_column, valued_column
from hlmdiag.states import State

_HELD, _DECIDED = "rows|held", "rows|decided"
_NOTHING = "rows|nothing"
_MISSING = code(State.MISSING)


def count_events(
    frame: pl.DataFrame, name: str, event: EventRef, grid: Grid, dataset: Dataset, day: date
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
    keys = [data_value(key) for key in table.key]
    left = [data_value(key) for key in grid.keys[: len(keys)]]
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
    doubts = (_undecided(rows, decided, keys), _lacking(counting, keys, event))
    if all(each is None for each in doubts):
        return frame.drop(_DECIDED), operand(pl.col(name), _MISSING), []
    frame, found = _opened(joined(frame, doubts, left, keys), name, event, table, doubts)
    return frame.drop(_DECIDED, *DOUBTS), found, _doubts_said(event, table, rows, counting)


def _undecided(rows: pl.DataFrame, decided: pl.DataFrame, keys: list[str]) -> pl.DataFrame | None:
    """The units of which rows are undecided; None where there is none."""
    return doubts_of(rows, keys) if decided.height < rows.height else None


def _lacking(counting: pl.DataFrame, keys: list[str], event: EventRef) -> pl.DataFrame | None:
    """The units of which rows that count lack a value of the column; None where there is none."""
    if event.column is None or counting[data_value(event.column)].null_count() == 0:
        return None
    lacking = lacks_of(counting, keys, event.column)
    return lacking if lacking.height else None


def _opened(
    frame: pl.DataFrame, name: str, event: EventRef, table: EventTable, doubts: tuple[pl.DataFrame | None, ...]
) -> tuple[pl.DataFrame, Operand]:
    """Both ends of an aggregate, and how many rows are undecided or have a value."""
    counted, (undecided, lacking) = pl.col(rows_column(event)), doubts
    held, others = counted.fill_null(0), (pl.col(_DECIDED) - counted).fill_null(0)
    frame, found = bounded(frame, name, event, held, others, never_negative=_never_negative(event, table))
    numbers = []
    if undecided is not None:
        numbers.append((pl.col(DOUBTFUL), undecided_column(event)))
    if lacking is not None:
        numbers.append((valued(held), valued_column(event)))
    return frame.with_columns(
        pl.when(counted.is_not_null()).then(_number_of_rows(number)).alias(column) for number, column in numbers
    ), found


def _never_negative(event: EventRef, table: EventTable) -> bool:
    """Whether no value of the column that an aggregate reads is under zero."""
    least = table.columns[event.column].min if event.column is not None else None
    return least is not None and least >= 0


def _counted(frame: pl.DataFrame, name: str, event: EventRef, counted: str) -> pl.DataFrame:
    """Zero where a unit has no row; those whose rows all lack a value keep none."""
    without = pl.col(_HELD).is_null()
    columns = [_number_of_rows(pl.when(without).then(pl.col(_NOTHING)).otherwise(pl.col(_HELD))).alias(counted)]
    if event.function in ("count", "sum"):
        columns.append(pl.when(without).then(pl.col(_NOTHING)).otherwise(pl.col(name)).alias(name))
    return frame.with_columns(columns).drop(_HELD, _NOTHING)


def _number_of_rows(number: pl.Expr) -> pl.Expr:
    return number.cast(pl.UInt32)


def _type(event: EventRef, table: EventTable) -> pl.DataType:
    """Type of an aggregate: a number, or the type of the column it reads."""
    column = table.columns.get(event.column or "")
    return value_type(column) if column is not None and event.function == "most_frequent" else pl.Float64()


def _in_window(table: EventTable, day: date) -> pl.Expr:
    """Whether a row is dated in ]day − window, day]; null where its date cannot be read."""
    if table.date is None:
        return pl.lit(value=True)
    when = pl.col(data_value(table.date))
    return when <= day if table.window is None else (when <= day) & (when > months_before(day, table.window))


def _holds(event: EventRef, day: date) -> pl.Expr:
    """Condition that the aggregate sets on a row; null where it cannot be decided."""
    if event.condition is None:
        return pl.lit(value=True)
    assert isinstance(event.condition, Expression)
    return compile(event.condition, _row_of_events, pl, day).value


def _row_of_events(reference: Reference) -> Operand:
    assert isinstance(reference, see.ColumnRef)
    return Operand(pl.col(data_value(reference.name)), pl.col(data_state(reference.name)))


def _total(event: EventRef) -> pl.Expr:
    if event.column is None:
        holds = pl.col("holds").cast(pl.Float64)
        return holds.mean() if event.function == "share" else pl.len().cast(pl.Float64)
    if event.function == "most_frequent":
        # of equals, the first in order: the same whatever the order of the rows
        return pl.col(data_value(event.column)).drop_nulls().mode().min()
    value = pl.col(data_value(event.column)).cast(pl.Float64)
    match event.function:
        case "sum":
            return pl.when(value.count() > 0).then(value.sum()).otherwise(None)
        case "mean":
            return value.mean()
        case "median":
            return value.median()
        case "min":
            return value.min()
        case "count" | "share" | "max":
            return value.max()
        case _:
            assert_never(event.function)


def _doubts_said(event: EventRef, table: EventTable, rows: pl.DataFrame, counting: pl.DataFrame) -> list[Problem]:
    """Warnings that count the doubtful rows, by kind."""
    counts = {
        "notation.evenement-sans-date": rows["dated"].null_count(),
        "notation.evenement-indecis": rows.filter("dated")["holds"].null_count(),
    }
    values: dict[str, Any] = {"table": table.title or table.id}
    found = [
        Problem(code, Location(), values | {"count": count}, Severity.WARNING)
        for code, count in counts.items()
        if count
    ]
    if event.column is None:
        return found
    blank = counting.filter(is_blank(event.column)).height
    if blank:
        values |= {"count": blank, "total": counting.height, "column": table.columns[event.column].label}
        code = "notation.somme-incomplete" if event.function == "sum" else "notation.valeurs-manquantes"
        found.append(Problem(code, Location(), values, Severity.WARNING))
    return found
