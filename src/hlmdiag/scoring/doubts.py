"""Event rows that leave an aggregate of their unit open: undecided rows, and rows without the value.

A row is undecided where its date cannot be read or where its condition lacks an answer; it is never taken for zero.
Neither is the blank value of a row that counts.
"""

from __future__ import annotations

from typing import NamedTuple, assert_never

import polars as pl

from hlmdiag.data.dataset_columns import data_state
from hlmdiag.expression import EventRef, Operand, infinite
from hlmdiag.scoring.columns import code
from hlmdiag.states import KNOWN, State

DOUBTFUL = "rows|doubtful"
"""Number of rows of a unit that may count or not."""
_OPEN, _UNDATED, _UNDATED_OPEN, _UNDATED_NOT = (f"rows|{name}" for name in ("open", "undated", "undated-open", "not"))
_BLANK, _REFUSED = "rows|blank", "rows|refused"
DOUBTS = (_OPEN, _UNDATED, _UNDATED_OPEN, _UNDATED_NOT, DOUBTFUL, _BLANK, _REFUSED)
"""The columns of `joined`."""


def doubts_of(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Number of undecided rows of each unit, by kind.

    `dated` and `holds` are true, false or null.
    """
    doubtful = rows.filter(pl.col("dated").is_null() | pl.col("holds").is_null())
    dated, holds = pl.col("dated"), pl.col("holds")
    return doubtful.group_by(keys).agg(
        (dated.is_not_null() & holds.is_null()).sum().cast(pl.Float64).alias(_OPEN),
        (dated.is_null() & holds).fill_null(value=False).sum().cast(pl.Float64).alias(_UNDATED),
        (dated.is_null() & holds.is_null()).sum().cast(pl.Float64).alias(_UNDATED_OPEN),
        (dated.is_null() & ~holds).fill_null(value=False).sum().cast(pl.Float64).alias(_UNDATED_NOT),
        (holds.is_null() | holds).fill_null(value=True).sum().alias(DOUBTFUL),
    )


def lacks_of(rows: pl.DataFrame, keys: list[str], column: str) -> pl.DataFrame:
    """Number of these rows without a value in a column: blank or not known, refused. « Not applicable » is a value."""
    kinds = {_BLANK: is_blank(column), _REFUSED: _is_refused(column)}
    lacking = rows.filter(lacks_value(column))
    return lacking.group_by(keys).agg(each.sum().cast(pl.Float64).alias(name) for name, each in kinds.items())


def lacks_value(column: str) -> pl.Expr:
    """Whether a row has no value in a column, be it blank, not known or refused; « not applicable » is a value."""
    return pl.any_horizontal(is_blank(column), _is_refused(column))


def _is_refused(column: str) -> pl.Expr:
    return pl.col(data_state(column)) == int(State.INVALID)


def is_blank(column: str) -> pl.Expr:
    """Whether a row gives nothing in a column, or says that it does not know."""
    return pl.col(data_state(column)).is_in([int(State.MISSING), int(State.UNKNOWN)])


def joined(
    frame: pl.DataFrame, doubts: tuple[pl.DataFrame | None, ...], left: list[str], keys: list[str]
) -> pl.DataFrame:
    """The units with what `doubts_of` and `lacks_of` found of each; none where they were not asked."""
    for each in doubts:
        if each is not None:
            frame = frame.join(each, left_on=left, right_on=keys, how="left", maintain_order="left")
    there = set(frame.columns)
    return frame.with_columns(
        (pl.col(each).fill_null(0.0) if each in there else pl.lit(0.0)).alias(each) for each in DOUBTS
    )


def valued(held: pl.Expr) -> pl.Expr:
    """Number of rows that count and have a value."""
    return held - pl.col(_BLANK) - pl.col(_REFUSED)


def bounded(
    frame: pl.DataFrame, name: str, event: EventRef, held: pl.Expr, others: pl.Expr, *, never_negative: bool
) -> tuple[pl.DataFrame, Operand]:
    """Add both ends of an aggregate, `<name>|low` and `<name>|high`, and leave its value where they are the same.

    `held` and `others` count the decided rows of the unit for which the condition holds, and does not. Both ends are
    null where the rows leave no value at all, which `<name>|lost` says; a sum of numbers that cannot be negative has
    no upper end where some are blank.
    """
    undecided = _between(name, event, held, others)
    blank, value = pl.col(_BLANK) > 0, pl.col(name)
    refused = pl.col(_REFUSED) > 0
    if event.function == "sum" and never_negative:
        lacking = (value.fill_null(0.0), infinite(1, pl))
    else:
        lacking = (pl.lit(None), pl.lit(None))
    low, high = (
        pl.when(undecided.void | refused).then(None).when(blank).then(part).otherwise(end)
        for end, part in zip((undecided.low, undecided.high), lacking, strict=True)
    )
    frame = frame.with_columns(
        low.alias(f"{name}|low"),
        high.alias(f"{name}|high"),
        (undecided.void | refused).alias(f"{name}|void"),
        (undecided.void | refused | blank).alias(f"{name}|lost"),
    )
    low, high = pl.col(f"{name}|low"), pl.col(f"{name}|high")
    apart = low.is_not_null() & (low != high)
    state = pl.when(pl.col(f"{name}|void") | apart).then(code(State.INVALID)).otherwise(code(State.MISSING))
    frame = frame.with_columns(
        pl.when(low == high).then(value).otherwise(None).alias(name),
        state.alias(f"{name}|state"),
        (pl.col(f"{name}|lost") & low.is_null()).alias(f"{name}|lost"),
    )
    state = pl.when(value.is_not_null()).then(code(KNOWN)).otherwise(pl.col(f"{name}|state"))
    return frame.drop(f"{name}|void"), Operand(value, state, low, high, pl.col(f"{name}|lost"))


class _Between(NamedTuple):
    """Range that undecided rows leave to an aggregate, and whether they leave it no value."""

    low: pl.Expr
    high: pl.Expr
    void: pl.Expr


def _between(name: str, event: EventRef, held: pl.Expr, others: pl.Expr) -> _Between:
    value = pl.col(name)
    a, b, c, d = (pl.col(each) for each in (_OPEN, _UNDATED, _UNDATED_NOT, _UNDATED_OPEN))
    match event.function:
        case "count":
            return _Between(value, value + a + b + d, pl.lit(value=False))
        case "share":
            void = (held + others + a == 0) & (b + c + d > 0)
            untouched = a + b + c + d == 0
            low, high = held / (held + others + a + c + d), (held + a + b + d) / (held + others + a + b + d)
            low, high = (pl.when(untouched).then(value).otherwise(end) for end in (low, high))
            return _Between(low, high, void)
        case "sum" | "mean" | "median" | "min" | "max" | "most_frequent":
            return _Between(value, value, a + b + d > 0)
        case _:
            assert_never(event.function)
