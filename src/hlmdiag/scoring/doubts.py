"""Event rows that cannot be decided: what they leave open in an aggregate of their unit.

A row is undecided where its date cannot be read or where its condition lacks an answer; it is never taken for zero.
"""

from __future__ import annotations

import polars as pl

from hlmdiag.expression import Operand
from hlmdiag.scoring.columns import code
from hlmdiag.states import KNOWN, State

__all__ = ["DOUBTFUL", "bounded", "doubts_of"]

DOUBTFUL = "rows|doubtful"
"""How many rows of a unit may count or not; null for a unit without any."""
_OPEN, _UNDATED, _UNDATED_OPEN, _UNDATED_NOT = (f"rows|{name}" for name in ("open", "undated", "undated-open", "not"))


def doubts_of(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """How many rows of each unit are undecided, by kind.

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


def bounded(
    frame: pl.DataFrame, name: str, function: str, held: pl.Expr, others: pl.Expr
) -> tuple[pl.DataFrame, Operand]:
    """Add both ends of an aggregate, `<name>|low` and `<name>|high`, and leave its value where they are the same.

    `held` and `others` count the decided rows of the unit for which the condition holds, and does not. Both ends are
    null where undecided rows leave no value at all.
    """
    a, b, c, d = (pl.col(each).fill_null(0.0) for each in (_OPEN, _UNDATED, _UNDATED_NOT, _UNDATED_OPEN))
    value = pl.col(name)
    match function:
        case "count":
            low, high = value, value + a + b + d
        case "share":
            none = (held + others + a == 0) & (b + c + d > 0)
            low = pl.when(none).then(None).otherwise(held / (held + others + a + c + d))
            high = pl.when(none).then(None).otherwise((held + a + b + d) / (held + others + a + b + d))
            untouched = pl.col(DOUBTFUL).is_null()
            low, high = (pl.when(untouched).then(value).otherwise(end) for end in (low, high))
        case _:
            low = high = pl.when(a + b + d > 0).then(None).otherwise(value)
    touched = pl.col(DOUBTFUL).is_not_null()
    state = pl.when(touched & (value.is_not_null() | (a + b + c + d > 0))).then(code(State.INVALID))
    frame = frame.with_columns(
        low.alias(f"{name}|low"),
        high.alias(f"{name}|high"),
        state.otherwise(code(State.MISSING)).alias(f"{name}|state"),
    )
    low, high = pl.col(f"{name}|low"), pl.col(f"{name}|high")
    frame = frame.with_columns(pl.when(low == high).then(value).otherwise(None).alias(name))
    return frame, Operand(
        value, pl.when(value.is_not_null()).then(code(KNOWN)).otherwise(pl.col(f"{name}|state")), low, high
    )
