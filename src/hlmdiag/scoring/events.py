"""Events become one number a unit: how many, which share, how much, over the months before the reference date."""

from __future__ import annotations

import calendar
from datetime import date

import polars as pl

from hlmdiag.data.dataset import Dataset
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.expression import Event, Expression, Operand, Reference, compile
from hlmdiag.expression import names as see
from hlmdiag.grid.model import EventTable, Grid
from hlmdiag.scoring.columns import code, operand
from hlmdiag.states import State

__all__ = ["count_events", "months_before"]


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the last one of a shorter month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def count_events(
    frame: pl.DataFrame, name: str, event: Event, grid: Grid, dataset: Dataset, day: date
) -> tuple[pl.DataFrame, Operand, list[Problem]]:
    """Add the column of an aggregate over events; an absent table is missing, a unit without rows has zero of them."""
    if event.table not in dataset.events:
        nothing = Operand(pl.lit(None, dtype=pl.Float64), code(State.MISSING))
        return frame, nothing, []
    table = grid.tables[event.table]
    rows, problems = _in_window(dataset.events[event.table].frame, table, day)
    rows, undecided = _matching(rows, event, day)
    problems += _said("notation.evenement-indecis", undecided, table)
    keys = [f"v:{key}" for key in table.key]
    totals = rows.group_by(keys).agg(_total(event).alias(name))
    left = [f"v:{key}" for key in grid.keys[: len(keys)]]
    frame = frame.join(totals, left_on=left, right_on=keys, how="left", maintain_order="left")
    if event.function in ("count", "sum"):
        frame = frame.with_columns(_zero_without_rows(frame, rows, left, keys, name))
    return frame, operand(pl.col(name), code(State.MISSING)), problems


def _zero_without_rows(
    frame: pl.DataFrame, rows: pl.DataFrame, left: list[str], keys: list[str], name: str
) -> pl.Series:
    """Units without a row have zero; those whose rows all lack a value keep none."""
    present = frame.select(left).join(
        rows.select(keys).unique().with_columns(pl.lit(value=True).alias("present")),
        left_on=left,
        right_on=keys,
        how="left",
        maintain_order="left",
    )["present"]
    return frame.select(
        pl.when(pl.lit(present).is_null() & pl.col(name).is_null()).then(0.0).otherwise(pl.col(name)).alias(name)
    )[name]


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
