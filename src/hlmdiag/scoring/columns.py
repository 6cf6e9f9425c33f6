"""Names of the columns added to a stock while it is scored, and rounding of numbers on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from hlmdiag.expression import DECIMALS, Operand, constant, rounded
from hlmdiag.scoring.deferred_columns import FrameLike
from hlmdiag.scoring.remote_frame import RemoteFrame
from hlmdiag.states import KNOWN, State

MAIN = "main"
"""The tree that gives the level; the views are other trees over the same leaves."""

_FEW, _TOGETHER = 5_000, 24
"""Rows up to which planning columns costs more than computing them, and how many columns are then planned together."""

_ABOVE = "|above"

# 62 bits fit the signed 64-bit integers of every engine
_MASK_BITS = 62


_CODES = {state: pl.lit(int(state), dtype=pl.UInt8) for state in State}


def leaf(what: str, indicator: str) -> str:
    """Name of a working column of an indicator."""
    return f"{what}|{indicator}"


def node(tree: str, what: str, theme: str) -> str:
    """Name of a working column of a theme, in the main tree or in a view's."""
    return f"{tree}|{what}|{theme}"


def code(state: State) -> pl.Expr:
    """A state as a column constant."""
    return _CODES[state]


def operand(value: pl.Expr, state_without_value: pl.Expr) -> Operand:
    """A value and its state, which is known wherever the value is there."""
    return Operand(value, pl.when(value.is_not_null()).then(code(KNOWN)).otherwise(state_without_value))


def is_true(value: pl.Expr) -> pl.Expr:
    """True where a three-valued condition holds, false elsewhere (undecided included)."""
    return value.fill_null(constant(False, pl))


def rounded_for_output(value: pl.Expr) -> pl.Expr:
    """A number as it is written and compared: 9 decimals, no negative zero."""
    # `replace`, because polars simplifies an addition of zero away, and a condition would compute the number twice
    zero = constant(0.0, pl)
    return rounded(value, DECIMALS, pl).replace(zero, zero)


def percentile(value: pl.Expr) -> pl.Expr:
    """Percentile of each number among the known ones: 100 × (below + half of the equal, itself included) ÷ all."""
    # an average rank is a multiple of one half, so the subtraction is exact
    return 100 * (value.rank(method="average") - 0.5) * (1 / value.count())


def selected(frame: pl.DataFrame | RemoteFrame, columns: Iterable[pl.Expr]) -> Any:
    """These columns alone, what several of them compute alike being computed once: `DataFrame.select` repeats it."""
    if isinstance(frame, RemoteFrame):
        return frame.select(columns)
    columns = list(columns)
    if (height := frame.height) > _FEW:
        return _at_once(frame, columns)
    bare = {column.meta.output_name(): column for column in columns}
    found = {name: source for name, column in bare.items() if (source := _source(column)) is not None}
    rest = [column for name, column in bare.items() if name not in found]
    parts = [rest[start : start + _TOGETHER] for start in range(0, len(rest), _TOGETHER)]
    computed = {each.name: each for part in parts for each in _at_once(_read_by(frame, part), part)}
    # expressions of constants only give a single row
    computed |= {name: each.new_from_index(0, height) for name, each in computed.items() if len(each) != height}
    return pl.DataFrame(
        [computed[name] if name in computed else frame.get_column(found[name]).alias(name) for name in bare]
    )


def alike(frame: pl.DataFrame, columns: Mapping[str, pl.Expr], work: Callable[[pl.Expr], pl.Expr]) -> pl.DataFrame:
    """A frame with columns more, by name, each the same work on another column.

    On few rows the work is planned once, on all these columns, one above the other.
    """
    if isinstance(frame, RemoteFrame) or frame.height > _FEW:
        return added(frame, [work(column).alias(name) for name, column in columns.items()])
    given = _read_by(frame, columns.values()).select(column.alias(name) for name, column in columns.items())
    for kind in dict.fromkeys(given.dtypes):
        same = [each for each in given.get_columns() if each.dtype == kind]
        above = pl.concat([each.alias(_ABOVE) for each in same]).to_frame().select(work(pl.col(_ABOVE))).to_series()
        parts = (above.slice(place * given.height, given.height) for place in range(len(same)))
        frame = _put(frame, {each.name: part.alias(each.name) for each, part in zip(same, parts, strict=True)})
    return frame


def added(frame: FrameLike, columns: Iterable[pl.Expr]) -> FrameLike:
    """A frame with these columns more: what `with_columns` does, at the cost of the columns that are read alone.

    Polars plans every rounded number against all the columns there are, a thousand of them while a stock is scored.
    """
    columns = list(columns)
    if not isinstance(frame, pl.DataFrame) or not columns:
        return frame.with_columns(columns)
    found = _read_by(frame, columns).with_columns(columns)
    return _put(frame, {(name := column.meta.output_name()): found.get_column(name) for column in columns})


def _put(frame: pl.DataFrame, computed: Mapping[str, pl.Series]) -> pl.DataFrame:
    """A frame with these columns beside the others, or in their places: nothing is planned among a thousand columns."""
    places = {name: place for place, name in enumerate(frame.columns)}
    whole = frame.hstack([each for name, each in computed.items() if name not in places])
    for name, each in computed.items():
        if name in places:
            whole.replace_column(places[name], each)
    return whole


def _at_once(frame: pl.DataFrame, columns: Sequence[pl.Expr]) -> pl.DataFrame:
    shared = pl.QueryOptFlags.none()
    shared.comm_subexpr_elim = shared.simplify_expression = True
    return frame.lazy().select(*columns).collect(engine="in-memory", optimizations=shared)


def _read_by(frame: pl.DataFrame, columns: Iterable[pl.Expr]) -> pl.DataFrame:
    """The columns that some expressions read; one at least, which gives the height."""
    read = dict.fromkeys(name for column in columns for name in column.meta.root_names())
    return pl.DataFrame([frame.get_column(name) for name in read or frame.columns[:1]])


def _source(column: pl.Expr) -> str | None:
    """The column that an expression only names; None for any other."""
    bare = column.meta.undo_aliases()
    return bare.meta.output_name() if bare.meta.is_column() else None


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
