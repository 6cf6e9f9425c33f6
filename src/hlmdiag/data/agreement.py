"""Common value of several rows, column by column."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from hlmdiag.data.dataset_columns import data_state, data_text, data_value
from hlmdiag.states import KNOWN, State


def differ(column: str, *, refused: bool = False) -> pl.Expr:
    """Whether two rows answer differently; to say that it does not apply is an answer too.

    `refused`: so is an answer that could not be read, of which nobody knows whether it says the same.
    """
    state, others = pl.col(data_state(column)), [State.NOT_APPLICABLE, *([State.INVALID] if refused else [])]
    said = [(state == int(each)).any().cast(pl.UInt32) for each in others]
    return pl.sum_horizontal(pl.col(data_value(column)).drop_nulls().n_unique(), *said) > 1


def common(column: str, frame: pl.DataFrame, *, refused: bool = False) -> Iterator[pl.Expr]:
    """Common value of the rows of a unit, blanks ignored; null where they differ."""
    value, state = pl.col(data_value(column)), pl.col(data_state(column))
    known = state == int(KNOWN)
    differs = differ(column, refused=refused)
    yield pl.when(differs).then(None).otherwise(value.drop_nulls().first()).alias(data_value(column))
    said = state.filter(state != int(State.MISSING)).min().fill_null(int(State.MISSING))
    first = pl.when(known.any()).then(int(KNOWN)).otherwise(said)
    yield pl.when(differs).then(int(State.INVALID)).otherwise(first).cast(pl.UInt8).alias(data_state(column))
    if data_text(column) in frame.columns:
        texts = pl.col(data_text(column)).filter(known)
        both = texts.unique(maintain_order=True).str.join(" ; ")
        yield pl.when(differs).then(both).otherwise(texts.first().fill_null("")).alias(data_text(column))
