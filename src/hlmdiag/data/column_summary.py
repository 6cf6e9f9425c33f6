"""Summary of each sheet and column as understood, for a person to check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from hlmdiag.data.dashes import DASHES
from hlmdiag.data.decoded import Decoded
from hlmdiag.data.match import MatchedBy
from hlmdiag.states import KNOWN, NAMES, State

_SAMPLE = 3
_WORDY = 5
"""Words from which a cell is a sentence rather than a name or an answer."""


@dataclass(frozen=True)
class ColumnUnderstood:
    """A header and what it was taken for. Numbers are of known values; `sample` holds texts as received."""

    letter: str
    header: str
    column: str | None = None
    how: MatchedBy | None = None
    nearest: str | None = None
    type: str | None = None
    filled: float = 0.0
    """Share of the rows that hold something; a dash is nothing."""
    states: Mapping[str, int] = field(default_factory=dict)
    low: str | None = None
    high: str | None = None
    sample: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetUnderstood:
    """A sheet, the table that it feeds (None: it was not read), and how it was read; `columns` only where asked for.

    `set_aside` lists, by reason (`titles`, `blank`, `total`, `note`, `repeated titles`…), the rows that are no unit.
    """

    file: str
    sheet: str | None
    table: str | None
    encoding: str | None = None
    separator: str | None = None
    header_rows: tuple[int, ...] = ()
    rows: int = 0
    set_aside: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    columns: tuple[ColumnUnderstood, ...] = ()
    visible: bool = True
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    checked: bool = True
    is_upright: bool = False
    """Whether its units were in columns: rows and columns are then the other way round."""


def understood_column(
    header: str, letters: str, texts: pl.Series, *, column: str | None = None, how: MatchedBy | None = None,
    nearest: str | None = None, type: str | None = None, decoded: Decoded | None = None, private: bool = False,
) -> ColumnUnderstood:  # fmt: skip
    """The account of one column; nothing of its content where it is private or free."""
    height = len(texts)
    blank = int(texts.str.strip_chars().is_in(["", *DASHES]).sum())
    sample = () if private or (column is None and _is_wordy(texts)) else _sample(texts)
    states: dict[str, int] = {}
    low = high = None
    if decoded is not None:
        counts = dict(decoded.states.value_counts().rows())
        states = {("known" if state is KNOWN else NAMES[state]): counts[state] for state in State if state in counts}
        if not decoded.values.dtype.is_nested() and decoded.values.dtype not in (pl.String, pl.Boolean):
            low, high = _ends(decoded.values)
    filled = (height - blank) / height if height else 0.0
    return ColumnUnderstood(letters, header, column, how, nearest, type, filled, states, low, high, sample)


def _ends(values: pl.Series) -> tuple[str | None, str | None]:
    low, high = values.min(), values.max()
    return (None if low is None else str(low), None if high is None else str(high))


def _is_wordy(texts: pl.Series) -> bool:
    """Whether a column that nothing declares holds sentences, which may name a person."""
    looked = texts.head(200).str.strip_chars()
    return bool((looked.str.count_matches(r"\S+") >= _WORDY).any())


def _sample(texts: pl.Series) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text in texts.head(200):
        if text and text.strip():
            found.setdefault(text.strip()[:40])
        if len(found) == _SAMPLE:
            break
    return tuple(found)
