"""The names that an expression about results may use, and where they are in the rows of a result, new or saved."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from hlmdiag.expression import Operand, Reference, ResultRef, Type
from hlmdiag.expression.compiler import Resolve
from hlmdiag.expression.names import ColumnRef, Names
from hlmdiag.grid.formulas import results_of, type_of
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.scoring.columns import code, operand
from hlmdiag.scoring.external_references import columns_read
from hlmdiag.scoring.first_look import FIRST_LOOK_NUMBERS
from hlmdiag.scoring.level_columns import place_of_id
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import answer_column, answer_state_column, state_column, value_column
from hlmdiag.scoring.used_results import outcome_state, outcome_value
from hlmdiag.scoring.views import GAP_FLAG
from hlmdiag.states import NAMES, State

_NUMBER, _TEXT = Type("number"), Type("text")
_WHOLE = {
    "low": _NUMBER, "high": _NUMBER, "rank": _NUMBER, "percentile": _NUMBER, "adjustment": _NUMBER,
    "conclusive": Type("boolean"), "override": _TEXT,
}  # fmt: skip
"""Columns of the whole that are read under their own names."""
_LOOKED_AT = "first_look_level"
_STATES = tuple(NAMES.values())
"""The name of a state counts the indicators that are in it."""


def names_of_units(grid: Grid) -> Names:
    """Names that an expression may use of one unit.

    Columns of the stock that the result keeps, then indicators (their value), columns of the whole, and the number of
    indicators in each state (`missing`, `unknown`…); scores, levels, coverage, flags and alerts as in a grid.
    """
    kept = [name for name in columns_read(grid) if not grid.columns[name].is_free_text]
    columns = {name: type_of(grid.columns[name]) for name in kept}
    for column in grid.columns.values():
        if column.role is not None or column.id in grid.keys:
            columns.setdefault(column.id, type_of(column) if column.role == "size" else _TEXT)
    bare = [each.column for each in grid.indicators if each.column is not None]
    columns |= {name: type_of(grid.columns[name]) for name in bare if name not in columns}
    columns |= {each.id: _type_of_value(each, grid) for each in grid.indicators if each.id not in columns}
    columns |= {name: kind for name, kind in _WHOLE.items() if name not in columns}
    columns |= {name: _NUMBER for name in (*(["gap"] if grid.views else []), *_STATES) if name not in columns}
    if grid.first_look is not None:
        of_level = {_LOOKED_AT: Type("level", levels=grid.levels.ids)}
        columns |= (of_level if grid.levels else {}) | dict.fromkeys(FIRST_LOOK_NUMBERS, _NUMBER)
    own = results_of(grid)
    flags = (*own.flags, *([GAP_FLAG] if grid.views else []))
    return Names(columns=columns, own=replace(own, flags=flags, kinds=own.kinds | {"alerts"}), stock=False)


def resolver_of_units(result: Result) -> Resolve:
    """Resolves each of these names in the rows of a result."""
    frame, grid = result.frame, result.grid
    leaves = {each.id: each for each in grid.indicators}
    of_column = {each.column: each for each in grid.indicators if each.column is not None}

    def column(name: str) -> Operand:
        if grid.first_look is not None and name in (_LOOKED_AT, *FIRST_LOOK_NUMBERS):
            return _first_look(name, grid)
        if answer_column(name) in frame.columns:
            return operand(pl.col(answer_column(name)), _state(answer_state_column(name)))
        if name in frame.columns and (name in grid.columns or name in (*_WHOLE, "gap")):
            return operand(pl.col(name), code(State.MISSING))
        leaf = of_column.get(name) or leaves.get(name)
        if leaf is not None:
            return operand(pl.col(value_column(leaf.id)), _state(state_column(leaf.id)))
        return operand(_in_state(name, grid), code(State.MISSING))

    def find(reference: Reference) -> Operand:
        if isinstance(reference, ColumnRef):
            return column(reference.name)
        if isinstance(reference, ResultRef):
            return operand(outcome_value(reference, result), outcome_state(reference, result))
        raise ValueError("a condition on units reads columns and outcomes")

    return find


def is_fact(name: str, result: Result) -> bool:
    """Whether a name tells how much is known of a unit, or its rank: no later answer makes it false."""
    is_answer = answer_column(name) in result.frame.columns or name in result.grid.columns
    return name in (*_WHOLE, "gap", _LOOKED_AT, *FIRST_LOOK_NUMBERS) and not is_answer


def alerts_of(grid: Grid) -> tuple[pl.Expr, pl.Expr]:
    """Smallest and largest number of alerts of each unit: raised ones, then with the alerts to check."""
    ids = [flag.id for flag in grid.flags.values() if flag.alert]
    sure, maybe = (_count_of(column, ids) for column in ("flags", "flags_to_check"))
    return sure, sure + maybe


def _count_of(column: str, ids: list[str]) -> pl.Expr:
    return pl.sum_horizontal([pl.lit(0), *(pl.col(column).list.contains(each) for each in ids)]).cast(pl.Float64)


def _first_look(name: str, grid: Grid) -> Operand:
    """A first look; it does not apply to a unit whose level is known, and is not known of one that lacks answers."""
    value = pl.col(name)
    if name == _LOOKED_AT:
        value = place_of_id(value, grid.levels)
    settled = pl.col("level").is_not_null() | pl.col("conclusive")
    return operand(value, pl.when(settled).then(code(State.NOT_APPLICABLE)).otherwise(code(State.MISSING)))


def _type_of_value(leaf: Indicator, grid: Grid) -> Type:
    return leaf.value.type if leaf.value is not None else _TEXT


def _state(column: str) -> pl.Expr:
    """The number of a state written by its name, for a value that is not there: answers that differ are missing."""
    numbers = [int(State.MISSING if state is State.SCORED else state) for state in NAMES]
    return pl.col(column).cast(pl.String).replace_strict(list(_STATES), numbers, return_dtype=pl.UInt8)


def _in_state(name: str, grid: Grid) -> pl.Expr:
    states = [pl.col(state_column(each.id)).cast(pl.String) == name for each in grid.indicators]
    return pl.sum_horizontal([pl.lit(0), *states]).cast(pl.Float64)
