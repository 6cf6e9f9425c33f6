"""Places a unit in a frozen reference population: the figures of others, without their rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

import polars as pl

from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.errors import HlmdiagError, Problem, Severity
from hlmdiag.expression import Operand, StockRef
from hlmdiag.grid.reference_model import ReferenceGroup, ReferencePopulation
from hlmdiag.scoring.columns import code, operand, rounded_for_output
from hlmdiag.scoring.tallies import Tally
from hlmdiag.states import KNOWN, State

SIZE = "group_size"
"""Prefix of the working columns that hold the number of values that a relative value is placed among."""

_FIGURES: dict[str, Callable[[ReferenceGroup], float]] = {
    "mean": lambda group: group.mean,
    "median": lambda group: group.median,
}
_PLACES = ("percentile", "zscore")
_SHOWN = 5


def place_in_reference(
    frame: pl.DataFrame, name: str, stock: StockRef, reference: ReferencePopulation, text: str
) -> tuple[pl.DataFrame, Operand, list[Tally]]:
    """Add the column of a relative value, with the size of its group; say which groups the reference does not give.

    Raises `HlmdiagError` where the reference cannot give it: `rank`, `min` and `max` would take a member's own figure,
    and a column or a grouping may not be there.
    """
    groups = _groups(stock, reference, text)
    group = pl.lit("") if stock.within is None else pl.col(data_value(stock.within)).cast(pl.String)
    named = frame.select(group.alias("group")).to_series() if stock.within else pl.Series([""] * frame.height)
    enough = {key: each for key, each in groups.items() if each.count >= reference.at_least}
    size = named.replace_strict({key: each.count for key, each in groups.items()}, default=None, return_dtype=pl.UInt32)
    frame = frame.with_columns(size.alias(f"{SIZE}|{text}"))
    own = pl.col(data_value(stock.column)).cast(pl.Float64)
    result = _result(stock.function, own, named, enough)
    without = _without(stock, named, enough)
    frame = frame.with_columns(result.alias(name)).with_columns(without.alias(f"{name}-without"))
    absent = [_absent(named, enough, text)] if stock.within is not None else []
    return frame, operand(pl.col(name), pl.col(f"{name}-without")), absent


def _groups(stock: StockRef, reference: ReferencePopulation, text: str) -> Mapping[str, ReferenceGroup]:
    values = {"text": text, "column": stock.column, "function": stock.function}
    if stock.function not in (*_FIGURES, *_PLACES):
        raise HlmdiagError([Problem("notation.reference-fonction", values=values)])
    groups = reference.groups.get((stock.column, stock.within))
    if groups is None:
        raise HlmdiagError([Problem("notation.reference-colonne", values=values)])
    return groups


def _result(function: str, own: pl.Expr, named: pl.Series, groups: Mapping[str, ReferenceGroup]) -> pl.Expr:
    def looked_up(figure: Callable[[ReferenceGroup], float]) -> pl.Expr:
        found = {key: figure(each) for key, each in groups.items()}
        return pl.lit(named.replace_strict(found, default=None, return_dtype=pl.Float64))

    if function in _FIGURES:
        return looked_up(_FIGURES[function])
    if function == "zscore":
        deviation = looked_up(lambda group: group.deviation)
        return (
            pl.when(rounded_for_output(deviation) > 0)
            .then((own - looked_up(lambda group: group.mean)) * (1 / deviation))
            .otherwise(None)
        )
    place = pl.lit(None, dtype=pl.Float64)
    for key, group in groups.items():
        if group.quantiles:
            place = pl.when(pl.lit(named) == key).then(_placed(own, group.quantiles)).otherwise(place)
    return place


def _placed(own: pl.Expr, quantiles: tuple[tuple[float, float], ...]) -> pl.Expr:
    """The percentage at a value: straight between two quantiles, half way along equal ones, the last one beyond.

    The mean of two readings, from the left and from the right, differs from each where quantiles are equal only.
    """
    value = rounded_for_output(own)
    ends = [_read(value, quantiles, strict) for strict in (False, True)]
    return pl.when(own.is_not_null()).then((ends[0] + ends[1]) * 0.5).otherwise(None)


def _read(value: pl.Expr, quantiles: tuple[tuple[float, float], ...], strict: bool) -> pl.Expr:
    place = pl.lit(quantiles[0][0])
    for (start, low), (end, high) in pairwise(quantiles):
        crossed = value > low if strict else value >= low
        along = (value - low).clip(0, high - low) * ((end - start) / (high - low)) if high > low else end - start
        place = place + pl.when(crossed).then(along).otherwise(0.0)
    return place


def _without(stock: StockRef, named: pl.Series, groups: Mapping[str, ReferenceGroup]) -> pl.Expr:
    """State of a missing relative value: the row's own state first, then its group's."""
    lacking = code(State.MISSING)
    if stock.function == "zscore":
        alike = [key for key, group in groups.items() if not round(group.deviation, 9) > 0]
        lacking = pl.when(pl.lit(named).is_in(alike)).then(code(State.INVALID)).otherwise(lacking)
    needed = [data_state(stock.within)] if stock.within is not None else []
    needed += [data_state(stock.column)] if stock.function in _PLACES else []
    if not needed:
        return lacking
    first = pl.min_horizontal([pl.col(state) for state in needed])
    return pl.when(first != int(KNOWN)).then(first).otherwise(lacking)


def _absent(named: pl.Series, groups: Mapping[str, ReferenceGroup], text: str) -> Tally:
    """The units of groups that the reference does not have, and the first of these groups."""
    lost = named.filter(named.is_not_null() & ~named.is_in(list(groups)))
    first = lost.unique(maintain_order=True).head(_SHOWN + 1).to_list()

    def told(found: Tally) -> Problem:
        values = {"text": text, "count": found.count, "groups": found.shown}
        return Problem("notation.reference-groupe", values=values, severity=Severity.WARNING)

    return Tally(len(lost), told, tuple(first), _SHOWN)
