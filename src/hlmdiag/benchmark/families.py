"""The family of each unit of a result, by each of the kinds that its grid names."""

from __future__ import annotations

from itertools import pairwise

import polars as pl

from hlmdiag.benchmark.shared_grid import UNKNOWN, WHOLE, family_of_steps
from hlmdiag.grid.family_model import FamilyKind
from hlmdiag.scoring.rescore import stored_name
from hlmdiag.scoring.result import Result

_TYPED = ("id", "text")


def families_of(result: Result) -> dict[str, list[str]]:
    """By kind, all together first, the family of each unit in the order of the result; `UNKNOWN` if it is not known."""
    found = {kind.id: _family(result, kind).fill_null(UNKNOWN).to_list() for kind in result.grid.families}
    return {WHOLE: [WHOLE] * result.frame.height, **found}


def _family(result: Result, kind: FamilyKind) -> pl.Series:
    column = result.grid.columns[kind.column]
    shown = result.frame.schema.get(column.id)
    # a column with a role is shown as it was typed: enough for a group, but a boolean, a choice or a number is read
    # from the value stored
    is_read = shown is not None and (column.type in _TYPED or shown.is_numeric())
    name = column.id if is_read else stored_name(column, result.grid, result.frame.columns)
    if name is None:
        return pl.Series([None] * result.frame.height, dtype=pl.String)
    values = result.frame[name]
    if not kind.steps:
        return values.cast(pl.String)
    bounds = (None, *kind.steps, None)
    ids = [family_of_steps(low, high) for low, high in pairwise(bounds)]
    numbers = values.cast(pl.Float64)
    passed = {str(place): (numbers >= step).cast(pl.UInt32) for place, step in enumerate(kind.steps)}
    steps = pl.DataFrame(passed).sum_horizontal(ignore_nulls=False)
    return steps.replace_strict(dict(enumerate(ids)), default=None, return_dtype=pl.String)
