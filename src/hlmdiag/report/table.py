"""The stock as it was understood, as a plain CSV: columns of the grid, one spelling a value, absences by their mark."""

from __future__ import annotations

from typing import BinaryIO, assert_never

import polars as pl

from hlmdiag.data import Dataset
from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid
from hlmdiag.states import State


def render(dataset: Dataset, grid: Grid, out: BinaryIO) -> None:
    """Write it so that reading it again gives the same answers; a refused text is kept, to be refused again.

    Free text is left out: see `left_out`.
    """
    read = [column for column in _read(dataset, grid) if not column.is_free_text]
    pl.DataFrame([_disarmed(_written(dataset, column)) for column in read]).write_csv(out)


def left_out(dataset: Dataset, grid: Grid) -> list[Column]:
    """The columns of free text, which stay in the received file."""
    return [column for column in _read(dataset, grid) if column.is_free_text]


def _read(dataset: Dataset, grid: Grid) -> list[Column]:
    return [column for column in grid.columns.values() if column.id in dataset.stock.provenance]


def _disarmed(texts: pl.Series) -> pl.Series:
    """No text that a spreadsheet would take for a formula; a number may begin with its sign."""
    is_armed = texts.str.contains(r"^[=+\-@'\t\r]") & ~texts.str.contains(r"^[+-]?[\d\s.,]+( ?%)?$")
    return pl.select(pl.when(is_armed).then("'" + texts).otherwise(texts).alias(texts.name)).to_series()


def _written(dataset: Dataset, column: Column) -> pl.Series:
    frame = dataset.stock.frame
    marks = {
        State.UNKNOWN: (column.unknown or ("NSP",))[0],
        State.NOT_APPLICABLE: (column.not_applicable or ("sans objet",))[0],
    }
    text = _text(column)
    for state, mark in marks.items():
        text = pl.when(pl.col(data_state(column.id)) == int(state)).then(pl.lit(mark)).otherwise(text)
    found = frame.select(text.alias(column.id))[column.id]
    refused = _refused(dataset, column)
    if not refused:
        return found
    rows = frame[dataset.stock.provenance[column.id].rows].to_list()
    parts = frame["part"].to_list() if "part" in frame.columns else [0] * frame.height
    kept = [refused.get((part, row), text) for part, row, text in zip(parts, rows, found.to_list(), strict=True)]
    return pl.Series(column.id, kept, dtype=pl.String)


def _text(column: Column) -> pl.Expr:
    value = pl.col(data_value(column.id))
    match column.type:
        case "integer" | "number":
            return value.cast(pl.String).str.strip_suffix(".0")
        case "percent":
            return value.cast(pl.String).str.strip_suffix(".0") + " %"
        case "boolean":
            return pl.when(value).then(pl.lit("oui")).when(~value).then(pl.lit("non"))
        case "month":
            return value.dt.strftime("%m/%Y")
        case "id" | "text" | "choice" | "date":
            return value.cast(pl.String)
        case _:
            assert_never(column.type)


def _refused(dataset: Dataset, column: Column) -> dict[tuple[int, int], str]:
    """The refused texts of a column, by the part of the stock and the row."""
    if dataset.refused is None:
        return {}
    parts = dataset.stock.parts or (dataset.stock.provenance,)
    places = {(each[column.id].file, each[column.id].sheet): n for n, each in enumerate(parts) if column.id in each}
    cells = dataset.refused.filter(pl.col("column") == column.id).select("file", "sheet", "row", "value").rows()
    return {(places[file, sheet], row): value for file, sheet, row, value in cells if (file, sheet) in places}
