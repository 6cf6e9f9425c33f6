"""The different texts of a column, each read once, and what they mean given back to every row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from hlmdiag.data.decoded import NO_CODES, SAID, ColumnContext, coded
from hlmdiag.data.values import CellRefusal, reader
from hlmdiag.grid.data_model import Column
from hlmdiag.states import KNOWN, State

_SHORT = 4096
"""Up to this many rows, naming what each text means costs less than polars takes to prepare a replacement."""


@dataclass(frozen=True, eq=False)
class DifferentTexts:
    """Meanings of the different texts: values of those that have one, the state of every one, and refusals."""

    values: Mapping[str, object]
    states: Mapping[str, int]
    refusals: dict[str, CellRefusal]
    codes: pl.DataFrame

    def given_to(self, texts: pl.Series, kind: pl.DataType) -> tuple[pl.Series, pl.Series]:
        """The values, of a type, and the states of the rows of a column; null for a text that is not among these."""
        return _spread(texts, self.values, kind), _spread(texts, self.states, pl.UInt8())


def read_each(texts: pl.Series, column: Column, context: ColumnContext) -> DifferentTexts:
    """Meanings of the different texts of a column."""
    read = reader(column, date_1904=context.date_1904)
    known: dict[str, object] = {}
    states: dict[str, int] = {}
    refusals: dict[str, CellRefusal] = {}
    codes: dict[str, list[str]] = {}
    for text in texts.unique(maintain_order=True).to_list():
        understood = read(text)
        if isinstance(understood, CellRefusal):
            if len(refusals) < SAID:
                refusals[text] = understood
            codes.setdefault(understood.code, []).append(text)
            states[text] = int(State.INVALID)
        elif isinstance(understood, State):
            states[text] = int(understood)
        else:
            known[text] = understood
            states[text] = int(KNOWN)
    listed = [coded(pl.Series(refused, dtype=pl.String), code) for code, refused in codes.items()]
    return DifferentTexts(known, states, refusals, pl.concat([NO_CODES, *listed]) if listed else NO_CODES)


def _spread(texts: pl.Series, by: Mapping[str, object], kind: pl.DataType) -> pl.Series:
    if not by:
        return pl.Series([None], dtype=kind).new_from_index(0, len(texts))
    if len(texts) <= _SHORT:
        return pl.Series([by.get(text) for text in texts.to_list()], dtype=kind)
    old = pl.Series(list(by), dtype=pl.String)
    return texts.replace_strict(old, pl.Series(list(by.values()), dtype=kind), default=None, return_dtype=kind)
