"""Units that are scored again several times, each time with other points: all at once, one time under the other.

Planning a tree of scores costs the same for one unit as for thousands: forty plans cost forty times one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

TURN = "|turn"
"""The column that says which time a row is of, from 0."""
MOST_ROWS = 20_000
"""Rows that are scored together: with the columns that a tree reads, some tens of megabytes."""


def in_turn(frame: pl.DataFrame, read: Collection[str], places: Sequence[pl.Series]) -> pl.DataFrame:
    """The rows of each time, by their places in the frame, with the columns that are read and `TURN`."""
    turns = pl.concat([pl.repeat(turn, len(own), dtype=pl.Int32, eager=True) for turn, own in enumerate(places)])
    rows = frame.select(name for name in frame.columns if name in read)[pl.concat(places)]
    return rows.with_columns(turns.alias(TURN))
