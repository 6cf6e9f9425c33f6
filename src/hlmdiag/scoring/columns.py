"""Names of the columns added to a stock while it is scored, and rounding of numbers on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from hlmdiag.expression import DECIMALS, Operand, rounded
from hlmdiag.scoring.deferred_columns import FrameLike
from hlmdiag.scoring.remote_frame import RemoteFrame
from hlmdiag.states import KNOWN, State

MAIN = "main"
"""The tree that gives the level; the views are other trees over the same leaves."""

_FEW, _TOGETHER = 5_000, 24
"""Rows up to which planning columns costs more than computing them, and how many columns are then planned together."""

# a mask of 62 bits stays inside the signed integers that every engine has
_MASK_BITS = 62


def leaf(what: str, indicator: str) -> str:
    """Name of a working column of an indicator."""
    return f"{what}|{indicator}"


def node(tree: str, what: str, theme: str) -> str:
    """Name of a working column of a theme, in the main tree or in a view's."""
    return f"{tree}|{what}|{theme}"


def code(state: State) -> pl.Expr:
    """A state as a column constant."""
    return pl.lit(int(state), dtype=pl.UInt8)


def operand(value: pl.Expr, state_without_value: pl.Expr) -> Operand:
    """A value and its state, which is known wherever the value is there."""
    return Operand(value, pl.when(value.is_not_null()).then(code(KNOWN)).otherwise(state_without_value))


def is_true(value: pl.Expr) -> pl.Expr:
    """True where a three-valued condition holds, false elsewhere (undecided included)."""
    return value.fill_null(value=False)


def rounded_for_output(value: pl.Expr) -> pl.Expr:
    """A number as it is written and compared: 9 decimals, no negative zero."""
    # by a replacement: adding zero changes nothing in polars, and a condition would hold the number twice
    return rounded(value, DECIMALS, pl).replace(0.0, 0.0)


def percentile(value: pl.Expr) -> pl.Expr:
    """Percentile of each number among the known ones: 100 × (below + half of the equal, itself included) ÷ all."""
    # the middle of the places that equal numbers share is half an integer, so nothing is lost by taking it at once
    return 100 * (value.rank(method="average") - 0.5) * (1 / value.count())


def selected(frame: pl.DataFrame | RemoteFrame, columns: Iterable[pl.Expr]) -> Any:
    """These columns alone, what several of them compute alike being computed once: `DataFrame.select` repeats it."""
    if isinstance(frame, RemoteFrame):
        return frame.select(columns)
    columns = list(columns)
    if frame.height > _FEW:
        return _at_once(frame, columns)
    parts = [columns[start : start + _TOGETHER] for start in range(0, len(columns), _TOGETHER)]
    return pl.concat([_at_once(_read_by(frame, part), part) for part in parts], how="horizontal")


def added(frame: FrameLike, columns: Iterable[pl.Expr]) -> FrameLike:
    """A frame with these columns more: what `with_columns` does, at the cost of the columns that are read alone.

    Polars plans every rounded number against all the columns there are, a thousand of them while a stock is scored.
    """
    columns = list(columns)
    if not isinstance(frame, pl.DataFrame) or not columns:
        return frame.with_columns(columns)
    found = _read_by(frame, columns).with_columns(columns)
    names: list[str] = [column.meta.output_name() for column in columns]
    computed = [found.get_column(name) for name in names]
    # beside the others where none is renewed: nothing has to be planned among a thousand columns
    return frame.with_columns(computed) if not {*names}.isdisjoint(frame.columns) else frame.hstack(computed)


def _at_once(frame: pl.DataFrame, columns: Sequence[pl.Expr]) -> pl.DataFrame:
    shared = pl.QueryOptFlags.none()
    shared.comm_subexpr_elim = shared.simplify_expression = True
    return frame.lazy().select(*columns).collect(engine="in-memory", optimizations=shared)


def _read_by(frame: pl.DataFrame, columns: Iterable[pl.Expr]) -> pl.DataFrame:
    """The columns that some expressions read; one at least, which gives the height."""
    read = dict.fromkeys(name for column in columns for name in column.meta.root_names())
    return pl.DataFrame([frame.get_column(name) for name in read or frame.columns[:1]])


def within(value: pl.Expr, low: float | None, high: float | None) -> pl.Expr:
    """A score clamped to its scale, if the scale has ends."""
    return value if low is None and high is None else value.clip(low, high)


def lists(frame: pl.DataFrame | RemoteFrame, conditions: dict[str, pl.Expr]) -> Any:
    """For each row the list of the ids whose condition holds, in the order given.

    A stock has few distinct sets of ids: each set is written once, then shared by its rows.
    """
    if isinstance(frame, RemoteFrame):
        return frame.lists(conditions)
    ids = list(conditions)
    parts = [
        _lists_of_some(frame, {name: conditions[name] for name in ids[start : start + _MASK_BITS]})
        for start in range(0, len(ids), _MASK_BITS)
    ]
    if not parts:
        return pl.Series([[]], dtype=pl.List(pl.String)).new_from_index(0, frame.height)
    together = pl.DataFrame({str(place): part for place, part in enumerate(parts)})
    return together.select(pl.concat_list(pl.all())).to_series()


def _lists_of_some(frame: pl.DataFrame, conditions: dict[str, pl.Expr]) -> pl.Series:
    ids = list(conditions)
    bits = [is_true(condition).cast(pl.Int64) * (1 << place) for place, condition in enumerate(conditions.values())]
    masks = frame.select(pl.sum_horizontal(bits).alias("mask")).to_series()
    distinct = masks.unique()
    members = [[name for place, name in enumerate(ids) if mask >> place & 1] for mask in distinct.to_list()]
    known = pl.DataFrame({"mask": distinct, "ids": pl.Series(members, dtype=pl.List(pl.String))})
    return masks.to_frame().join(known, on="mask", how="left", maintain_order="left").get_column("ids")
