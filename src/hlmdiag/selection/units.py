"""The units of a result for which a condition is true; what they are is not changed, nor the place they have."""

from __future__ import annotations

import polars as pl

from hlmdiag.expression import Expression, compile
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.part import part, require_units_apart
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_names import alerts_of, names_of_units, resolver_of_units
from hlmdiag.scoring.typed_condition import typed_condition


def read_where(text: str, grid: Grid) -> Expression:
    """A condition on one unit, over its columns and its results; raises with every fault of it (exit code 2)."""
    require_units_apart(grid)
    return typed_condition(text, names_of_units(grid))


def kept(result: Result, where: Expression) -> Result:
    """The units for which the condition is decided and true, which the result says among its problems.

    Ranks and whatever compares a unit with the others stay those of the whole stock.
    """
    holds = holding(result, where)
    frame = result.frame.filter(holds.fill_null(value=False))
    return part(result, frame, where.text, holds.null_count())


def matching(result: Result, where: Expression) -> list[int]:
    """The rows of the units for which the condition is decided and true."""
    return [int(row) for row in holding(result, where).fill_null(value=False).arg_true()]


def holding(result: Result, where: Expression) -> pl.Series:
    """Whether the condition is true of each unit; null where it is undecided."""
    found = compile(where, resolver_of_units(result), pl, result.manifest.reference_date, alerts_of(result.grid))
    return result.frame.select(found.value.alias("holds"))["holds"]
