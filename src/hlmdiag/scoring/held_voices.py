"""Restores from a saved result the answers of each respondent, as the rows of a dataset."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from hlmdiag.data.dataset import DecodedTable, Provenance
from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.data.decoded import value_type
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.columns import code
from hlmdiag.scoring.consolidation import UNSAID
from hlmdiag.scoring.held_readings import STATE_CODES
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import answers_column, certainties_column
from hlmdiag.states import KNOWN, State

_LISTS = {
    "respondents": "respondent", "respondent_roles": "role", "respondent_rows": "row", "respondent_parts": "part",
}  # fmt: skip


def voices_of(result: Result, grid: Grid, places: Mapping[str, Mapping[str, Provenance]]) -> DecodedTable | None:
    """One row per unit and respondent, with the columns that the grid has them judge; None where none was heard."""
    frame = result.frame
    if "respondents" not in frame.columns or grid.respondents is None:
        return None
    judged = [column for column in grid.columns.values() if column.id in grid.judged_columns]
    answers = {
        each.column: answers_column(each.id)
        for each in result.grid.indicators
        if each.column is not None and answers_column(each.id) in frame.columns
    }
    answers |= {
        each.certainty: certainties_column(each.id)
        for each in result.grid.indicators
        if each.certainty is not None and certainties_column(each.id) in frame.columns
    }
    lists = dict.fromkeys(answers.values())
    rows = (
        frame.filter(pl.col("respondents").list.len() > 0)
        .select(*result.grid.keys, *_LISTS, *lists)
        .explode(*_LISTS, *lists)
    )
    role = pl.when(pl.col("respondent_roles").is_in([UNSAID, *(set(_roles(rows)) - set(grid.roles))])).then(None)
    voices = rows.select(
        *(
            pl.col(old).cast(pl.String).alias(data_value(new))
            for old, new in zip(result.grid.keys, grid.keys, strict=True)
        ),
        pl.col("respondents").alias("respondent"),
        role.otherwise(pl.col("respondent_roles")).alias("role"),
        pl.col("respondent_rows").cast(pl.UInt32, strict=False).alias("row"),
        pl.col("respondent_parts").cast(pl.UInt32, strict=False).alias("part"),
        *(each for column in judged for each in _answer(column, answers.get(column.id))),
    )
    parts = tuple(of for name, of in places.items() if name.startswith("voices:"))
    return DecodedTable(voices, parts[0] if len(parts) == 1 else {}, parts)


def _roles(rows: pl.DataFrame) -> list[str]:
    return rows["respondent_roles"].drop_nulls().unique().to_list()


def _answer(column: Column, stored: str | None) -> tuple[pl.Expr, pl.Expr]:
    """The value and the state of an answer that a list holds as a code, a plain number or the name of a state."""
    if stored is None:
        nothing = pl.lit(None, dtype=value_type(column))
        return nothing.alias(data_value(column.id)), code(State.MISSING).alias(data_state(column.id))
    text = pl.col(stored)
    state = text.replace_strict(list(STATE_CODES), list(STATE_CODES.values()), default=None, return_dtype=pl.UInt8)
    if column.type == "choice":
        state = pl.when(text.is_in(list(column.choices))).then(None).otherwise(state)
    plain = pl.when(state.is_null()).then(text)
    value = (
        plain.replace_strict(["true", "false"], [True, False], default=None, return_dtype=pl.Boolean)
        if (column.type == "boolean")
        else plain.cast(value_type(column), strict=False)
    )
    known = pl.when(value.is_not_null()).then(code(KNOWN)).otherwise(state.fill_null(code(State.INVALID)))
    return value.alias(data_value(column.id)), known.alias(data_state(column.id))
