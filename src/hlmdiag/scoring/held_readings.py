"""Restores as working columns the values a saved result read beyond its rows: tables, results of other grids."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import polars as pl

from hlmdiag.expression import EventRef, Operand, ResultRef, infinite
from hlmdiag.scoring.columns import code
from hlmdiag.scoring.event_rows import is_lost
from hlmdiag.scoring.external_references import ExternalReference, reference_text
from hlmdiag.scoring.result_columns import read_column, read_low_column, read_state_column
from hlmdiag.states import NAMES, State

STATE_CODES = {name: int(state) for state, name in NAMES.items()}
"""The number of each state, by its name in results."""


def readings(place: int, reference: ExternalReference, frame: pl.DataFrame) -> Iterator[pl.Expr]:
    """The working columns of one reference, by its place among all; missing where a result does not hold it."""
    name = reference_text(reference)
    if read_column(name) not in frame.columns:
        yield pl.lit(None, dtype=pl.Float64).alias(f"beyond|{place}")
        yield code(State.MISSING).alias(f"beyond-state|{place}")
        return
    is_level = isinstance(reference, ResultRef) and reference.kind == "level"
    value = pl.col(read_column(name))
    yield (value.cast(pl.Int32) if is_level else value).alias(f"beyond|{place}")
    states = pl.col(read_state_column(name)).cast(pl.String).replace_strict(STATE_CODES, return_dtype=pl.UInt8)
    yield states.alias(f"beyond-state|{place}")
    if isinstance(reference, EventRef) and read_low_column(name) in frame.columns:
        low, high = (pl.col(f"read_{end}:{name}") for end in ("low", "high"))
        yield low.alias(f"beyond-low|{place}")
        # a number saved with only a low end has no upper bound
        is_open = low.is_not_null() & high.is_null()
        open_high = (
            high if reference.function == "most_frequent" else pl.when(is_open).then(infinite(1, pl)).otherwise(high)
        )
        yield open_high.alias(f"beyond-high|{place}")
        yield (low.is_null() & is_lost(reference, states, frame.columns)).alias(f"beyond-lost|{place}")


def reading_of(place: int, reference: ExternalReference, columns: Collection[str]) -> Operand:
    """The operand made of these working columns; `columns`: the columns of the result."""
    parts = ["beyond", "beyond-state"]
    if read_low_column(reference_text(reference)) in columns:
        parts += ["beyond-low", "beyond-high", "beyond-lost"]
    return Operand(*(pl.col(f"{part}|{place}") for part in parts))
