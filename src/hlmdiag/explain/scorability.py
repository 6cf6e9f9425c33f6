"""Whether a new answer would be scored at all: indicators that do not apply, or rest on too few cases."""

from __future__ import annotations

from typing import Literal

import polars as pl

from hlmdiag.expression import DECIMALS, ColumnRef, Expression, Operand, Reference, compile, rounded
from hlmdiag.grid.model import Indicator
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import answer_column, answer_state_column, state_column
from hlmdiag.states import KNOWN, NAMES

NotScorableReason = Literal["not_applicable", "small_base"]
"""Reasons why an answer would change nothing: the indicator does not apply, or its base is too small or unknown."""


def hindrances(result: Result) -> dict[str, list[NotScorableReason | None]]:
    """For each row, by indicator, what keeps any answer from being scored; only indicators that something may hinder.

    A condition or a base that reads more than answers (the stock, other results) is judged by the state it has led to.
    """
    found = {}
    for leaf in result.grid.indicators:
        kinds = [_not_applicable(leaf, result), _small_base(leaf, result)]
        named = [pl.when(held).then(pl.lit(name)) for held, name in kinds if held is not None]
        if named:
            column = result.frame.select(pl.coalesce(*(each.otherwise(None) for each in named)).alias("hindrance"))
            found[leaf.id] = column["hindrance"].to_list()
    return found


def _not_applicable(leaf: Indicator, result: Result) -> tuple[pl.Expr | None, NotScorableReason]:
    if leaf.applies_if is None:
        return None, "not_applicable"
    if not is_answered(leaf.applies_if, result.frame):
        return pl.col(state_column(leaf.id)) == "not_applicable", "not_applicable"
    applies = compile(leaf.applies_if, held_answer, pl, result.manifest.reference_date).value
    return applies.not_(), "not_applicable"


def _small_base(leaf: Indicator, result: Result) -> tuple[pl.Expr | None, NotScorableReason]:
    if leaf.min_base is None:
        return None, "small_base"
    if not is_answered(leaf.min_base.value, result.frame):
        return pl.col(state_column(leaf.id)) == "small_base", "small_base"
    base = compile(leaf.min_base.value, held_answer, pl, result.manifest.reference_date).value
    return base.is_null() | (rounded(base, DECIMALS, pl) < leaf.min_base.at_least), "small_base"


def is_answered(expression: Expression, frame: pl.DataFrame) -> bool:
    """Whether a result holds every answer that an expression reads, and it reads nothing else."""
    return all(
        isinstance(each, ColumnRef) and answer_column(each.name) in frame.columns for each in expression.references
    )


def held_answer(reference: Reference) -> Operand:
    """An answer as a result holds it, with its state."""
    assert isinstance(reference, ColumnRef)
    codes = {name: int(state) for state, name in NAMES.items()}
    given = pl.col(answer_state_column(reference.name)).cast(pl.String)
    state = given.replace_strict(codes, default=int(KNOWN), return_dtype=pl.UInt8)
    return Operand(pl.col(answer_column(reference.name)), state)
