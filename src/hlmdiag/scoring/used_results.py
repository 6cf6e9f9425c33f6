"""Joins the results of a used grid to the stock, as columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

import polars as pl

from hlmdiag.data.dataset_columns import data_value
from hlmdiag.expression import Operand, ResultRef
from hlmdiag.grid.level import Levels
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.columns import code, operand
from hlmdiag.scoring.level_columns import place_of_id
from hlmdiag.scoring.result_columns import published, score_column, state_column
from hlmdiag.states import NAMES, State

if TYPE_CHECKING:
    from hlmdiag.scoring.result import Result


def read_outcome(
    frame: pl.DataFrame, name: str, outcome: ResultRef, grid: Grid, result: Result
) -> tuple[pl.DataFrame, Operand]:
    """Join one column of a used result on the key; a unit it does not know is missing."""
    there = result.frame.select(
        *(pl.col(key).cast(pl.String).alias(f"key|{place}") for place, key in enumerate(result.grid.keys)),
        outcome_value(outcome, result).alias(name),
        outcome_state(outcome, result).alias(f"{name}-without"),
    )
    keys = [f"key|{place}" for place in range(len(result.grid.keys))]
    frame = frame.join(
        there, left_on=[data_value(key) for key in grid.keys], right_on=keys, how="left", maintain_order="left"
    )
    return frame, operand(pl.col(name), pl.col(f"{name}-without").fill_null(code(State.MISSING)))


def never_given(outcome: ResultRef) -> Operand:
    """Operand for an optional result that was not given: missing for every unit."""
    match outcome.kind:
        case "flag":
            dtype: type[pl.DataType] = pl.Boolean
        case "level":
            dtype = pl.Int32
        case "score" | "coverage" | "alerts":
            dtype = pl.Float64
        case _:
            assert_never(outcome.kind)
    return operand(pl.lit(None, dtype=dtype), code(State.MISSING))


def outcome_value(outcome: ResultRef, result: Result) -> pl.Expr:
    """An outcome of a result as an expression over its rows: a level is its index, null where there is none."""
    indicators = {indicator.id for indicator in result.grid.indicators}
    match outcome.kind:
        case "flag":
            holds, to_check = (pl.col(each).list.contains(outcome.node or "") for each in ("flags", "flags_to_check"))
            return pl.when(to_check).then(None).otherwise(holds)
        case "level":
            name = published("level", outcome.node or "")
            return place_of_id(pl.col(name), _levels_of(outcome, result))
        case "coverage" if outcome.node in indicators:
            state = pl.col(state_column(outcome.node)).cast(pl.String)
            return pl.when(state != "not_applicable").then((state == "scored").cast(pl.Float64)).otherwise(None)
        case "score" if outcome.node in indicators:
            scored = pl.col(state_column(outcome.node)).cast(pl.String) == "scored"
            return pl.when(scored).then(pl.col(score_column(outcome.node))).otherwise(None)
        case "score" | "coverage" | "alerts":
            return pl.col(published(outcome.kind, outcome.node or ""))
        case _:
            assert_never(outcome.kind)


def _levels_of(outcome: ResultRef, result: Result) -> Levels:
    nodes = {theme.id: theme.levels for theme in result.grid.themes}
    return nodes.get(outcome.node or "", result.grid.levels)


def outcome_state(outcome: ResultRef, result: Result) -> pl.Expr:
    """The state of a result where it has no value: that of the indicator, or whether the node applies."""
    if outcome.node in {indicator.id for indicator in result.grid.indicators}:
        return (
            pl.col(state_column(outcome.node))
            .cast(pl.String)
            .replace_strict(list(NAMES.values()), [int(state) for state in NAMES], return_dtype=pl.UInt8)
        )
    by_rules = outcome.kind == "level" and not outcome.node and result.grid.level_rules
    if outcome.kind == "flag" or by_rules:
        return code(State.MISSING)
    applies = pl.col(published("coverage", outcome.node or "")).is_not_null()
    return pl.when(applies).then(code(State.MISSING)).otherwise(code(State.NOT_APPLICABLE))
