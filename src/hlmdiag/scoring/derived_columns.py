"""Derives columns of the grid from its event tables, for units whose stock gives no answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from functools import partial

import polars as pl

from hlmdiag.data.dataset import Dataset
from hlmdiag.data.dataset_columns import data_state, data_text, data_value
from hlmdiag.errors import Problem, Severity
from hlmdiag.expression import EventRef, Operand, Reference, compile
from hlmdiag.expression import names as see
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.columns import code, leaf, rounded_for_output
from hlmdiag.scoring.events import count_events
from hlmdiag.scoring.tallies import Tally
from hlmdiag.states import KNOWN, State

_NUMERIC = ("integer", "number", "percent")
_SHOWN = 5


def derive(frame: pl.DataFrame, grid: Grid, dataset: Dataset, day: date) -> tuple[pl.DataFrame, list[Tally]]:
    """Fill the columns that have a `from` where they are missing; a value that the column refuses is invalid, and said.

    Adds `computed|<column>`, true where its value comes from the tables, and `lost|<column>` where rows leave a doubt.
    """
    columns = [column for column in grid.columns.values() if column.computed is not None]
    found: dict[Reference, Operand] = {}
    doubts: list[Tally] = []
    for column in columns:
        for reference in column.computed.references if column.computed is not None else ():
            if isinstance(reference, EventRef) and reference not in found:
                name = f"table|{len(found)}"
                frame, found[reference], said = count_events(frame, name, reference, grid, dataset, day)
                doubts += said
    for step in (_values, _refusals, _filled):
        frame = frame.with_columns([each for column in columns for each in step(column, found, frame, day)])
    frame = frame.with_columns([each for column in columns for each in _lost(column, found)])
    return frame, [*doubts, *_troubles(frame, columns, grid)]


def _lost(column: Column, found: dict[Reference, Operand]) -> Iterator[pl.Expr]:
    """True where doubtful rows leave no value and no constant replaces it (`coalesce`)."""
    assert column.computed is not None
    events = [found[each] for each in column.computed.references]
    open_ = [_leaves_open(each.lost, each.low, each.high) for each in events if each.lost is not None]
    if open_:
        yield (pl.any_horizontal(open_) & pl.col(leaf("blank", column.id))).alias(leaf("lost", column.id))


def _leaves_open(lost: pl.Expr, low: pl.Expr | None, high: pl.Expr | None) -> pl.Expr:
    return lost if low is None or high is None else lost | (low != high).fill_null(value=False)


def lost_columns(columns: Collection[str], grid: Grid) -> dict[Reference, Operand]:
    """The columns that doubtful rows leave without value for some units, out of the working columns."""
    return {
        see.ColumnRef(name): Operand(
            pl.col(data_value(name)), pl.col(data_state(name)), lost=pl.col(leaf("lost", name))
        )
        for name, column in grid.columns.items()
        if column.computed is not None and leaf("lost", name) in columns
    }


def derived(grid: Grid) -> dict[str, pl.Expr]:
    """The columns that a grid can work out, and where it did."""
    return {
        column.id: pl.col(leaf("computed", column.id))
        for column in grid.columns.values()
        if column.computed is not None
    }


def _values(column: Column, found: dict[Reference, Operand], frame: pl.DataFrame, day: date) -> Iterator[pl.Expr]:
    assert column.computed is not None
    operand = compile(column.computed, found.__getitem__, pl, day)
    value = rounded_for_output(operand.value) if column.type in _NUMERIC else operand.value
    yield value.alias(leaf("worked-out", column.id))
    yield operand.state.alias(leaf("worked-out-state", column.id))


def _refusals(column: Column, found: dict[Reference, Operand], frame: pl.DataFrame, day: date) -> Iterator[pl.Expr]:
    """Conditions on which the column refuses a value: bounds, whole numbers."""
    value = pl.col(leaf("worked-out", column.id))
    faults = [pl.lit(value=False)]
    faults += [value < column.min] if column.min is not None else []
    faults += [value > column.max] if column.max is not None else []
    faults += [value != value.floor()] if column.type == "integer" else []
    yield pl.any_horizontal(faults).fill_null(value=False).alias(leaf("outside", column.id))
    yield (pl.col(data_state(column.id)) == int(State.MISSING)).alias(leaf("blank", column.id))


def _filled(column: Column, found: dict[Reference, Operand], frame: pl.DataFrame, day: date) -> Iterator[pl.Expr]:
    outside, value = pl.col(leaf("outside", column.id)), pl.col(leaf("worked-out", column.id))
    blank = pl.col(leaf("blank", column.id))
    state = pl.when(outside).then(code(State.INVALID)).otherwise(pl.col(leaf("worked-out-state", column.id)))
    taken = blank & ~outside & (state == int(KNOWN))
    yield pl.when(taken).then(value).otherwise(pl.col(data_value(column.id))).alias(data_value(column.id))
    yield pl.when(blank).then(state).otherwise(pl.col(data_state(column.id))).alias(data_state(column.id))
    yield taken.alias(leaf("computed", column.id))
    text = data_text(column.id)
    if text in frame.columns:
        yield pl.when(taken).then(_text(value, column)).otherwise(pl.col(text)).alias(text)


def _text(value: pl.Expr, column: Column) -> pl.Expr:
    """A value as a sheet would have it, for the columns that are shown as received."""
    if column.type == "boolean":
        return pl.when(value).then(pl.lit("oui")).otherwise(pl.lit("non"))
    text = value.cast(pl.String)
    return text.str.strip_suffix(".0") if column.type in _NUMERIC else text


def _troubles(frame: pl.DataFrame, columns: list[Column], grid: Grid) -> Iterator[Tally]:
    """For each column and kind of trouble, the units."""
    units = pl.concat_str([pl.col(data_text(key)) for key in grid.keys], separator=" ")
    for column in columns:
        outside, failed = pl.col(leaf("outside", column.id)), pl.col(leaf("worked-out-state", column.id))
        for kind, trouble in {"hors-bornes": outside, "incalculable": failed == int(State.INVALID)}.items():
            lost = frame.select(units.filter(trouble & pl.col(leaf("blank", column.id)))).to_series()
            told = partial(_told, f"notation.colonne-{kind}", column)
            yield Tally(len(lost), told, tuple(lost.head(_SHOWN + 1)), _SHOWN)


def _told(code: str, column: Column, found: Tally) -> Problem:
    expression = column.computed.text if column.computed is not None else ""
    values = {"title": column.label, "count": found.count, "units": found.shown, "expression": expression}
    return Problem(code, values=values, severity=Severity.WARNING)
