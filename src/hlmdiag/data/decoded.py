"""A column once understood: its values, their states, and why texts of it were refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import polars as pl

from hlmdiag.data.values import NUMERIC, CellRefusal
from hlmdiag.grid.data_model import Column
from hlmdiag.states import KNOWN, State

SAID = 50
"""Refused texts of a column reported one by one, for each rule."""
NO_CODES = pl.DataFrame(schema={"text": pl.String, "code": pl.Categorical})


@dataclass(frozen=True, eq=False)
class ColumnContext:
    """Context of a column in its file: percent signs, calendar, translations.

    `decimal` is its decimal mark, where the user declares one; `written` the texts that stand in cells of text where
    others are numbers of a workbook (None: all of them were written so).
    """

    percent_header: bool = False
    formats_known: bool = True
    """Whether the formats of the cells were seen: a share that is shown as a percent may hide where they were not."""
    date_1904: bool = False
    translations: dict[str, str] = field(default_factory=dict)
    decimal: str | None = None
    written: pl.Series | None = None


@dataclass(frozen=True, eq=False)
class Decoded:
    """A column once understood; `ambiguous` is a sample of unclear percents.

    `refusals` says why the first texts are refused, by stripped text, and `codes` of every refused text by which rule
    (`text`, `code`): a column that is all wrong takes little more memory than another.
    """

    values: pl.Series
    states: pl.Series
    texts: pl.Series
    refusals: dict[str, CellRefusal]
    codes: pl.DataFrame
    ambiguous: str | None = None
    unverified: bool = False
    """Whether they are unclear because no format of a cell could be seen."""


def value_type(column: Column) -> pl.DataType:
    """The type of the values of a column."""
    if column.type in NUMERIC:
        return pl.Float64()
    if column.type == "boolean":
        return pl.Boolean()
    return pl.Date() if column.type in ("date", "month") else pl.String()


def absent(column: Column, height: int) -> Decoded:
    """A column absent from every file: missing everywhere."""
    values = pl.Series([None], dtype=value_type(column)).new_from_index(0, height)
    states = pl.Series([int(State.MISSING)], dtype=pl.UInt8).new_from_index(0, height)
    return Decoded(values, states, pl.Series([""]).new_from_index(0, height), {}, NO_CODES)


def coded(texts: pl.Series, code: str) -> pl.DataFrame:
    """The texts that a rule refuses, with its code."""
    return texts.to_frame("text").with_columns(pl.lit(code, dtype=pl.Categorical).alias("code"))


def states_of(values: pl.Series) -> pl.Series:
    """The states of values that are known unless they are null."""
    if not values.has_nulls():
        return pl.Series([int(KNOWN)], dtype=pl.UInt8).new_from_index(0, len(values))
    return pl.select(
        pl.when(values.is_null()).then(int(State.INVALID)).otherwise(int(KNOWN)).cast(pl.UInt8)
    ).to_series()


def refuse(decoded: Decoded, where: pl.Series, refusal: CellRefusal | Callable[[str], CellRefusal]) -> Decoded:
    """The same column with some rows refused by one rule; messages are made on demand."""
    if not where.any():
        return decoded
    where = where.fill_null(False)
    texts = decoded.texts.filter(where).unique(maintain_order=True)
    said = {text: refusal if isinstance(refusal, CellRefusal) else refusal(text) for text in texts.head(SAID)}
    codes = pl.concat([decoded.codes, coded(texts, said[texts[0]].code)])
    refusals = decoded.refusals | said
    return replace(in_state(decoded, where, State.INVALID), refusals=refusals, codes=codes)


def in_state(decoded: Decoded, where: pl.Series, state: State) -> Decoded:
    """The same column, some of its rows without value and in a state."""
    frame = pl.select(
        v=pl.when(~where).then(decoded.values),
        s=pl.when(where).then(int(state)).otherwise(decoded.states).cast(pl.UInt8),
    )
    return replace(decoded, values=frame["v"], states=frame["s"])


def where_blank(decoded: Decoded, value: float) -> Decoded:
    """The value that nothing written means; a mark of what is missing or unknown is something written."""
    blank = (decoded.texts == "") & (decoded.states == int(State.MISSING))
    frame = pl.select(
        v=pl.when(blank).then(value).otherwise(decoded.values),
        s=pl.when(blank).then(int(KNOWN)).otherwise(decoded.states).cast(pl.UInt8),
    )
    return replace(decoded, values=frame["v"], states=frame["s"])
