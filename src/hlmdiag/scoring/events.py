"""Events become one number a unit: how many, which share, how much, over the months before the reference date.

A row that cannot be decided is not zero, nor is a value that a row lacks: its unit has two ends, what is sure and what
may be, or no value (`scoring.doubts`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, assert_never

import polars as pl

from hlmdiag.data.dataset import Dataset, LeftOpen
from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.data.dates import months_before
from hlmdiag.data.decoded import value_type
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.expression import EventRef, Expression, Operand, Reference, compile
from hlmdiag.expression import names as see
from hlmdiag.grid.data_model import EventTable
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.columns import code, operand
from hlmdiag.scoring.doubts import DOUBTFUL, DOUBTS, bounded, doubts_of, is_blank, joined, lacks_of, lacks_value, valued
from hlmdiag.scoring.event_rows import rows_column, undecided_column, valued_column
from hlmdiag.scoring.tallies import Tally
from hlmdiag.states import State

_HELD, _DECIDED = "rows|held", "rows|decided"
_NOTHING = "rows|nothing"
_MISSING = code(State.MISSING)


def count_events(
    frame: pl.DataFrame, name: str, event: EventRef, grid: Grid, dataset: Dataset, day: date
) -> tuple[pl.DataFrame, Operand, list[Tally]]:
    """Add the column of an aggregate over events, and how many rows it is made of; tell the doubtful ones.

    An absent table is missing; a unit without rows has zero of them, unless it should have some (`units_from`).
    """
    table, counted = grid.tables[event.table], rows_column(event)
    if event.table not in dataset.events:
        nothing = pl.lit(None, dtype=_type(event, table))
        return frame.with_columns(_number_of_rows(pl.lit(None)).alias(counted)), operand(nothing, _MISSING), []
    every = dataset.events[event.table].frame
    read = _Rows.of(event, table, every, day)
    keys = [data_value(key) for key in table.key]
    left = [data_value(key) for key in grid.keys[: len(keys)]]
    of_each = (_total(event).alias(name), pl.col("holds").sum().alias(_HELD), pl.len().alias(_DECIDED))
    totals = read.counting.group_by(keys).agg(of_each)
    if event.table == grid.units_from:
        totals = every.select(keys).unique().join(totals, on=keys, how="left").with_columns(pl.lit(0.0).alias(_NOTHING))
    else:
        frame = frame.with_columns(pl.lit(0.0).alias(_NOTHING))
    frame = frame.join(totals, left_on=left, right_on=keys, how="left", maintain_order="left")
    frame = _counted(frame, name, event, counted)
    is_open = read.leaves_open(event) if dataset.whole is None else dataset.whole.doubts[event]
    doubts = (
        doubts_of(read.dated, keys) if is_open.undecided else None,
        lacks_of(read.counting, keys, event.column) if is_open.without_value and event.column is not None else None,
    )
    tallies = [*_tallied(event, table, read, is_open)]
    if not any(is_open):
        return frame.drop(_DECIDED), operand(pl.col(name), _MISSING), tallies
    frame, found = _opened(joined(frame, doubts, left, keys), name, event, table, doubts)
    return frame.drop(_DECIDED, *DOUBTS), found, tallies


def left_open(event: EventRef, table: EventTable, rows: pl.DataFrame, day: date) -> LeftOpen:
    """What the rows of a table leave open in an aggregate: a piece of a stock cannot tell it of the whole."""
    return _Rows.of(event, table, rows, day).leaves_open(event)


@dataclass(frozen=True)
class _Rows:
    """The rows that an aggregate reads: `dated` in the period or perhaps, `decided`, counting."""

    dated: pl.DataFrame
    decided: pl.DataFrame
    counting: pl.DataFrame

    @classmethod
    def of(cls, event: EventRef, table: EventTable, every: pl.DataFrame, day: date) -> _Rows:
        rows = every.with_columns(_in_window(table, day).alias("dated")).filter(pl.col("dated").fill_null(value=True))
        rows = rows.with_columns(_holds(event, day).alias("holds"))
        decided = rows.filter(pl.col("dated") & pl.col("holds").is_not_null())
        # a share needs the rows where the condition is false too; the others only those where it holds
        return cls(rows, decided, decided if event.function == "share" else decided.filter("holds"))

    def leaves_open(self, event: EventRef) -> LeftOpen:
        undecided = self.decided.height < self.dated.height
        if event.column is None or self.counting[data_value(event.column)].null_count() == 0:
            return LeftOpen(undecided, without_value=False)
        return LeftOpen(undecided, without_value=self.counting.filter(lacks_value(event.column)).height > 0)


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
        # ties: the smallest value, so that the order of rows does not matter
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


def _tallied(event: EventRef, table: EventTable, read: _Rows, is_open: LeftOpen) -> Iterator[Tally]:
    """The doubtful rows, by kind."""
    named: dict[str, Any] = {"table": table.title or table.id}
    undated = read.dated["dated"].null_count() if is_open.undecided else 0
    unclear = read.dated.filter("dated")["holds"].null_count() if is_open.undecided else 0
    for kind, count in (("sans-date", undated), ("indecis", unclear)):
        of = f"notation.evenement-{kind}"
        yield Tally(count, partial(_doubt, of, named), among=(of, table.id))
    if event.column is not None:
        of = "notation.somme-incomplete" if event.function == "sum" else "notation.valeurs-manquantes"
        told = partial(_blanks, of, named, table.columns[event.column].label)
        blank = read.counting.filter(is_blank(event.column)).height if is_open.without_value else 0
        yield Tally(blank, told, total=read.counting.height, among=(of, table.id, event.column))


def _doubt(code: str, named: Mapping[str, Any], found: Tally) -> Problem:
    return Problem(code, Location(), {**named, "count": found.count}, Severity.WARNING)


def _blanks(code: str, named: Mapping[str, Any], column: str, found: Tally) -> Problem:
    values = {**named, "count": found.count, "total": found.total, "column": column}
    return Problem(code, Location(), values, Severity.WARNING)
