"""Evaluates conditions on a whole result over what is still possible, with the figures and units that decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from hlmdiag.campaign.bounds import Ends, OnBounds, is_own
from hlmdiag.campaign.possible_results import Possible, truth
from hlmdiag.campaign.units import KEPT, UnitNamer, columns_read
from hlmdiag.expression import Expression, Operand, Reference, WholeRef, compile
from hlmdiag.expression.compiler import Resolve
from hlmdiag.expression.names import ColumnRef, ResultRef
from hlmdiag.gate.spans import aggregate, span
from hlmdiag.gate.units_behind import units_behind
from hlmdiag.scoring.columns import code, operand
from hlmdiag.scoring.gate_results import Gate, Measure, Status
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_names import alerts_of, is_fact, resolver_of_units
from hlmdiag.states import State

_ENDS = ("low", "high", "applies")
_INFINITE = float("inf")


def evaluate(
    conditions: Sequence[Expression], result: Result, pieces: Iterable[pl.DataFrame] | None = None
) -> tuple[Gate, ...]:
    """Each condition, decided whatever the answers still unknown, or `open` where they may tip it.

    One of which nothing at all is published is `undecided`. `pieces`: the rows of a stock that are never together, in
    their order, `result` saying the rest; what a condition asks of a unit is asked of that unit alone.
    """
    if not conditions:
        return ()
    wholes = tuple({each: None for it in conditions for each in it.references if isinstance(each, WholeRef)})
    asked, named = [], []
    for piece in (result.frame,) if pieces is None else pieces:
        asked.append(_seen(wholes, replace(result, frame=piece)))
        named.append(piece.select(columns_read(result.grid, piece)))
    seen = pl.concat(asked).with_columns(pl.int_range(pl.len()).alias("row"))
    measures = {whole: _measure(whole, seen, place) for place, whole in enumerate(wholes)}
    units = UnitNamer(replace(result, frame=pl.concat(named)))
    return tuple(_decide(condition, result, seen, measures, units) for condition in conditions)


def _seen(wholes: Sequence[WholeRef], result: Result) -> pl.DataFrame:
    """For each aggregate, what it asks of each unit: what is published, its state, and where it may still lie."""
    resolve, day, alerts = resolver_of_units(result), result.manifest.reference_date, alerts_of(result.grid)
    possible = Possible(result)
    bounded = OnBounds(_firm(possible), lambda it: _ends(it, possible), day, possible.alerts)
    columns: list[pl.Expr] = []
    for place, whole in enumerate(wholes):
        assert isinstance(whole.inner, Expression)
        found = compile(whole.inner, resolve, pl, day, alerts)
        columns += [found.value.alias(f"value|{place}"), found.state.alias(f"state|{place}")]
        if whole.inner.type.kind == "boolean":
            facts = [resolve(each).value for each in _facts(whole.inner, result)]
            ends = _without_absent(facts, _truth(bounded, whole.inner), found.value)
        else:
            ends = bounded.reach(whole.inner.tree)
        columns += [end.alias(f"{name}|{place}") for name, end in zip(_ENDS, ends, strict=True)]
    # with an index, so that there is one row per unit even if a condition only reads constants
    return possible.frame.select(pl.int_range(pl.len()).alias("row"), *columns)


def _ends(reference: Reference, possible: Possible) -> Ends | None:
    """The ends of what a unit shows; its coverage is a fact, not what it may become."""
    is_moving = is_own(reference) and reference.kind != "coverage"
    return possible.ends_of_unit(reference) if is_own(reference) and is_moving else None


def _firm(possible: Possible) -> Resolve:
    """Certain values of each name: a flag raised for certain, a known fact."""
    published = resolver_of_units(possible.result)

    def find(reference: Reference) -> Operand:
        if isinstance(reference, ResultRef) and reference.kind == "flag":
            return operand(pl.col(truth(reference.node or "")), code(State.MISSING))
        if isinstance(reference, ColumnRef) and is_fact(reference.name, possible.result):
            return operand(published(reference).value, code(State.NOT_APPLICABLE))
        return published(reference)

    return find


def _truth(bounded: OnBounds, asked: Expression) -> Ends:
    """A condition as a number: one where it holds for certain, none where it is excluded."""
    value, state = bounded.sure(asked.tree)
    low, high = (value.fill_null(value=may).cast(pl.Float64) for may in (False, True))
    is_out = pl.lit(value=False) if state is None else state == int(State.NOT_APPLICABLE)
    return Ends(low, high, pl.when(value.is_not_null()).then(True).when(is_out).then(False).otherwise(None))


def _facts(asked: Expression, result: Result) -> Iterator[ColumnRef]:
    """Facts that a condition reads and that no later answer can change, such as a rank."""
    return (each for each in asked.references if isinstance(each, ColumnRef) and is_fact(each.name, result))


def _without_absent(facts: Sequence[pl.Expr], ends: Ends, published: pl.Expr) -> Ends:
    """A unit without a rank is out of a condition on ranks that nothing else decides: what is published has it out."""
    if not facts:
        return ends
    is_absent = pl.any_horizontal([fact.is_null() for fact in facts])
    is_out = is_absent & published.is_null() & ends.applies.fill_null(value=False)
    return ends._replace(applies=pl.when(is_out).then(False).otherwise(ends.applies))


def _measure(whole: WholeRef, seen: pl.DataFrame, place: int) -> Measure:
    assert isinstance(whole.inner, Expression)
    values, states = seen[f"value|{place}"], seen[f"state|{place}"]
    decided = values.len() - values.null_count()
    out_of_place = int((values.is_null() & (states == int(State.NOT_APPLICABLE))).sum())
    ends = seen.select(pl.col(f"{name}|{place}").alias(name) for name in _ENDS)
    low, high = span(whole, ends) or (None, None)
    return Measure(
        f"{whole.function}({whole.inner.text})",
        aggregate(whole.function, values),
        decided,
        values.null_count() - out_of_place,
        low if low != -_INFINITE else None,
        high if high != _INFINITE else None,
        seen.select(_is_open(place).sum()).item(),
    )


def _is_open(place: int) -> pl.Expr:
    """The units that may still move an aggregate."""
    low, high, applies = (pl.col(f"{name}|{place}") for name in _ENDS)
    return applies.is_null() | (applies & (low != high))


def _decide(
    condition: Expression, result: Result, seen: pl.DataFrame, measures: Mapping[WholeRef, Measure], units: UnitNamer
) -> Gate:
    bounded = OnBounds(
        _no_operand,
        lambda it: _ends_of(measures[it]) if isinstance(it, WholeRef) else None,
        result.manifest.reference_date,
        None,
    )
    holds = pl.select(bounded.cell(condition.tree).value).item()
    own = tuple(measures[each] for each in condition.references if isinstance(each, WholeRef))
    places = {whole: place for place, whole in enumerate(measures)}
    status: Status = "crossed" if holds else "held"
    mask = units_behind(condition.tree, places, bounded) if holds else None
    if holds is None:
        status = "undecided" if any(measure.value is None for measure in own) else "open"
        mask = pl.any_horizontal([_is_open(places[it]) for it in condition.references if isinstance(it, WholeRef)])
    rows = seen.filter(mask)["row"].to_list() if mask is not None and status != "undecided" else []
    return Gate(condition.text, status, own, len(rows), units.first(rows, KEPT))


def _ends_of(measure: Measure) -> Ends:
    is_there = measure.low is not None or measure.high is not None or measure.open > 0
    low, high = (pl.lit(end, dtype=pl.Float64) for end in (measure.low, measure.high))
    return Ends(low, high, pl.lit(True if is_there else None, dtype=pl.Boolean))


def _no_operand(reference: Reference) -> Operand:
    raise ValueError("a condition on the whole reads aggregates")
