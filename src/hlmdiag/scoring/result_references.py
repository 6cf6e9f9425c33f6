"""Resolves expressions over results: published scores, levels, coverage and flags, each with its state."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from hlmdiag.expression import Operand, Reference, ResultRef
from hlmdiag.expression.compiler import Resolve
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.columns import code, leaf, operand, rounded_for_output
from hlmdiag.scoring.result_columns import published
from hlmdiag.states import State

LEVEL_INDEX = "level-index"
"""Prefix of the working columns that hold the index of a level, 0 being the best."""


def result_resolver(grid: Grid, resolve: Resolve, flags: Mapping[str, pl.Expr], level: pl.Expr) -> Resolve:
    """References to this grid's own results, on top of those to its data. `level` is the root's, as an index."""
    indicators = {indicator.id for indicator in grid.indicators}

    def find(reference: Reference) -> Operand:
        if not isinstance(reference, ResultRef) or reference.grid is not None:
            return resolve(reference)
        if reference.kind == "flag":
            return operand(flags[reference.node or ""], code(State.MISSING))
        if reference.node in indicators:
            return _of_indicator(reference.kind, reference.node, grid)
        if reference.kind == "level" and reference.node is None and grid.level_rules:
            # level rules decide it, even where nothing is scored
            return operand(level, code(State.MISSING))
        return _of_node(reference.kind, reference.node or "", level)

    return find


def _of_indicator(kind: str, indicator: str, grid: Grid) -> Operand:
    state = pl.col(leaf("state", indicator))
    if kind == "coverage":
        scored = (state == int(State.SCORED)).cast(pl.Float64)
        applicable = state != int(State.NOT_APPLICABLE)
        return operand(pl.when(applicable).then(scored).otherwise(None), code(State.NOT_APPLICABLE))
    points = rounded_for_output(pl.col(leaf("points", indicator)))
    return operand(points, state)


def _of_node(kind: str, node: str, level: pl.Expr) -> Operand:
    coverage = pl.col(published("coverage", node))
    without = pl.when(coverage.is_null()).then(code(State.NOT_APPLICABLE)).otherwise(code(State.MISSING))
    if kind == "coverage":
        return operand(coverage, code(State.NOT_APPLICABLE))
    if kind == "level":
        return operand(pl.col(published(LEVEL_INDEX, node)) if node else level, without)
    return operand(pl.col(published(kind, node)), without)
