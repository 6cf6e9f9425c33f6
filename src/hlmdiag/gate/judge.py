"""Conditions on a whole result decided, each with the figures and the units that decide it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from hlmdiag.expression import DECIMALS, Expression, Operand, Reference, Whole, compile
from hlmdiag.gate.concerned import concerned
from hlmdiag.gate.units import KEPT, UnitsOf
from hlmdiag.scoring.columns import code, operand
from hlmdiag.scoring.gating import Gate, Measure
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.seen import alerts_of, resolver_of_units
from hlmdiag.states import State

__all__ = ["judge"]


def judge(conditions: Sequence[Expression], result: Result) -> tuple[Gate, ...]:
    """Each condition over the units where what it asks is decided; one that nobody decides is `undecided`."""
    if not conditions:
        return ()
    wholes = {each: None for condition in conditions for each in condition.references if isinstance(each, Whole)}
    seen = _seen(tuple(wholes), result)
    measures = {whole: _measure(whole, seen, place) for place, whole in enumerate(wholes)}
    units = UnitsOf(result)
    return tuple(_decide(condition, result, seen, measures, units) for condition in conditions)


def _seen(wholes: Sequence[Whole], result: Result) -> pl.DataFrame:
    """For each aggregate, what it asks of each unit: a column of values and one of states."""
    resolve, day, alerts = resolver_of_units(result), result.manifest.reference_date, alerts_of(result.grid)
    columns: list[pl.Expr] = []
    for place, whole in enumerate(wholes):
        assert isinstance(whole.inner, Expression)
        found = compile(whole.inner, resolve, pl, day, alerts)
        columns += [found.value.alias(f"value|{place}"), found.state.alias(f"state|{place}")]
    return result.frame.select(pl.int_range(pl.len()).alias("row"), *columns)


def _measure(whole: Whole, seen: pl.DataFrame, place: int) -> Measure:
    assert isinstance(whole.inner, Expression)
    values, states = seen[f"value|{place}"], seen[f"state|{place}"]
    decided = values.len() - values.null_count()
    out_of_place = int((values.is_null() & (states == int(State.NOT_APPLICABLE))).sum())
    text = f"{whole.function}({whole.inner.text})"
    value = _aggregate(whole, values) if decided else None
    return Measure(text, value, decided, values.null_count() - out_of_place)


def _aggregate(whole: Whole, values: pl.Series) -> float | None:
    found: object
    match whole.function:
        case "count" | "sum":
            found = values.sum()
        case "share" | "mean":
            found = values.mean()
        case "median":
            found = values.median()
        case "min":
            found = values.min()
        case "max":
            found = values.max()
    return round(float(found), DECIMALS) + 0.0 if isinstance(found, int | float) else None


def _decide(
    condition: Expression, result: Result, seen: pl.DataFrame, measures: Mapping[Whole, Measure], units: UnitsOf
) -> Gate:
    def resolve(reference: Reference) -> Operand:
        assert isinstance(reference, Whole)
        return operand(pl.lit(measures[reference].value, dtype=pl.Float64), code(State.MISSING))

    holds = pl.select(compile(condition, resolve, pl, result.manifest.reference_date).value).item()
    own = tuple(measures[each] for each in condition.references if isinstance(each, Whole))
    if not holds:
        return Gate(condition.text, "undecided" if holds is None else "held", own, 0, ())
    places = {whole: place for place, whole in enumerate(measures)}
    mask = concerned(condition.tree, places, {whole: measure.value for whole, measure in measures.items()})
    rows = seen.filter(mask)["row"].to_list() if mask is not None else []
    return Gate(condition.text, "crossed", own, len(rows), units.first(rows, KEPT))
