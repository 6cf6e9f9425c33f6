"""Every member of the union says the same in every form: columns, draws of weights, numbers, bounds, words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlmdiag.rules.aggregate import AGGREGATIONS, Aggregation, Share, Sum
from hlmdiag.rules.children import Children
from hlmdiag.rules.drawn import DrawnChildren
from hlmdiag.rules.scale import Scale
from hlmdiag.rules.span import Span, SpanOfChild
from hlmdiag.text import catalogue

SCALE = {True: Scale(0, 100, True), False: Scale(0, 100, False)}
MARKS = st.sampled_from([0.0, 10.0, 33.0, 67.0, 100.0])
WEIGHTS = st.sampled_from([0.5, 1.0, 2.0, 3.0])
PARAMETERS: dict[str, dict[str, Any]] = {"share": {"share": {"beyond": 33}}, "sum": {"sum": {"out_of": 300}}}


def made(key: str) -> Aggregation:
    return AGGREGATIONS[key].model_validate(PARAMETERS.get(key, {}))


@dataclass(frozen=True)
class Unit:
    scores: tuple[float | None, ...]
    weights: tuple[float, ...]

    @property
    def present(self) -> list[tuple[float, float]]:
        return [(weight, score) for weight, score in zip(self.weights, self.scores, strict=True) if score is not None]


@st.composite
def units(draw: st.DrawFn) -> Unit:
    count = draw(st.integers(1, 6))
    scores = draw(st.lists(st.none() | MARKS, min_size=count, max_size=count))
    return Unit(tuple(scores), tuple(draw(st.lists(WEIGHTS, min_size=count, max_size=count))))


def of_columns(aggregation: Aggregation, unit: Unit, scale: Scale) -> tuple[float | None, list[float | None] | None]:
    """The score of a unit by columns, and the shares of its children."""
    frame = pl.DataFrame({str(place): [score] for place, score in enumerate(unit.scores)}).cast(pl.Float64)
    scores = tuple(pl.col(str(place)) for place in range(len(unit.scores)))
    total = pl.lit(sum(weight for weight, _ in unit.present))
    children = Children(scores, unit.weights, total, scale, pl)
    score = frame.select(aggregation.combine(children).alias("score")).item()
    parts = aggregation.shares(children, pl.lit(score, dtype=pl.Float64))
    return score, None if parts is None else [frame.select(part).to_series()[0] for part in parts]


@pytest.mark.parametrize("key", AGGREGATIONS)
@pytest.mark.parametrize("burden", [True, False])
@given(unit=units())
def test_the_columns_and_the_numbers_of_one_unit_give_the_same_score(key: str, burden: bool, unit: Unit) -> None:
    aggregation, scale = made(key), SCALE[burden]
    score, _ = of_columns(aggregation, unit, scale)
    if not unit.present:
        assert score is None
    else:
        assert score == pytest.approx(aggregation.value(unit.present, scale), abs=1e-9)


@pytest.mark.parametrize("key", AGGREGATIONS)
@pytest.mark.parametrize("burden", [True, False])
@given(units=st.lists(units(), min_size=1, max_size=3), themes=st.integers(0, 2), data=st.data())
def test_draws_of_weights_give_the_score_of_each_draw(
    key: str, burden: bool, units: list[Unit], themes: int, data: st.DataObject
) -> None:
    aggregation, scale, count = made(key), SCALE[burden], len(units[0].scores)
    stock = [unit for unit in units if len(unit.scores) == count]
    draws = [data.draw(st.lists(WEIGHTS, min_size=count, max_size=count)) for _ in range(2)]
    values = np.array([[unit.scores[child] or 0.0 for unit in stock] for child in range(count)])
    counts = np.array([[float(unit.scores[child] is not None) for unit in stock] for child in range(count)])
    leaves = count - min(themes, count)
    brought = [np.tile(values[child], (2, 1)) for child in range(leaves, count)]
    children = DrawnChildren(values[:leaves], brought, None if counts.all() else counts, np.array(draws), scale)
    found = np.broadcast_to(aggregation.drawn(children), (2, len(stock)))
    for draw, weights in enumerate(draws):
        for place, unit in enumerate(stock):
            present = Unit(unit.scores, tuple(weights)).present
            if present:
                assert found[draw, place] == pytest.approx(aggregation.value(present, scale), abs=1e-9)


@pytest.mark.parametrize("key", AGGREGATIONS)
@pytest.mark.parametrize("burden", [True, False])
@given(unit=units())
def test_contributions_are_there_where_they_add_up_and_nowhere_else(key: str, burden: bool, unit: Unit) -> None:
    aggregation, scale = made(key), SCALE[burden]
    score, parts = of_columns(aggregation, unit, scale)
    assert (parts is not None) == aggregation.adds_up
    if parts is not None and score is not None:
        pairs = zip(parts, unit.scores, strict=True)
        assert math.fsum(part * own for part, own in pairs if own is not None and part is not None) == pytest.approx(
            score, abs=1e-9
        )


@pytest.mark.parametrize("key", AGGREGATIONS)
@pytest.mark.parametrize("burden", [True, False])
@given(unit=units().filter(lambda it: len(it.present) > 1), factor=st.lists(WEIGHTS, min_size=6, max_size=6))
def test_weights_change_nothing_where_an_aggregation_says_that_it_does_not_use_them(
    key: str, burden: bool, unit: Unit, factor: list[float]
) -> None:
    aggregation, scale = made(key), SCALE[burden]
    other = [(weight * by, score) for (weight, score), by in zip(unit.present, factor, strict=False)]
    if not aggregation.uses_weights:
        assert aggregation.value(other, scale) == aggregation.value(unit.present, scale)


@pytest.mark.parametrize("key", AGGREGATIONS)
@pytest.mark.parametrize("burden", [True, False])
def test_an_aggregation_that_says_it_uses_weights_does(key: str, burden: bool) -> None:
    aggregation, scale = made(key), SCALE[burden]
    moved = aggregation.value([(1, 10.0), (3, 67.0)], scale) != aggregation.value([(3, 10.0), (1, 67.0)], scale)
    assert moved == aggregation.uses_weights


@pytest.mark.parametrize("key", AGGREGATIONS)
@pytest.mark.parametrize("burden", [True, False])
@given(unit=units().filter(lambda it: len(it.present) > 0))
def test_a_score_stays_between_those_of_its_children_where_the_aggregation_normalises(
    key: str, burden: bool, unit: Unit
) -> None:
    aggregation, scale = made(key), SCALE[burden]
    score, scores = aggregation.value(unit.present, scale), [own for _, own in unit.present]
    if aggregation.normalises and key != "share":
        assert min(scores) - 1e-9 <= score <= max(scores) + 1e-9
    if aggregation.normalises:
        assert -1e-9 <= score <= 100 + 1e-9


@pytest.mark.parametrize("key", AGGREGATIONS)
@pytest.mark.parametrize("burden", [True, False])
@given(
    ends=st.lists(st.tuples(MARKS, MARKS), min_size=1, max_size=4),
    weights=st.lists(WEIGHTS, min_size=4, max_size=4),
    optional=st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_what_a_node_can_reach_is_what_brute_force_finds(
    key: str, burden: bool, ends: list[tuple[float, float]], weights: list[float], optional: list[bool]
) -> None:
    aggregation, scale = made(key), SCALE[burden]
    children = [
        SpanOfChild(Span(min(pair), max(pair)), weight, free)
        for pair, weight, free in zip(ends, weights, optional, strict=False)
    ]
    found = list(every_score(aggregation, children, scale))
    reach = aggregation.reach(children, scale)
    assert reach.low == pytest.approx(min(found), abs=1e-9)
    assert reach.high == pytest.approx(max(found), abs=1e-9)


def every_score(aggregation: Aggregation, children: list[SpanOfChild], scale: Scale) -> list[float]:
    """The scores over both ends of each child, those that may not apply there or not."""
    fixed = [child for child in children if not child.optional]
    free = [child for child in children if child.optional]
    found = [0.0] if isinstance(aggregation, Sum) and not fixed else []
    for count in range(len(free) + 1):
        for some in combinations(free, count):
            counted = [*fixed, *some]
            for scores in product(*(child.span for child in counted)):
                if counted:
                    present = [(child.weight, score) for child, score in zip(counted, scores, strict=True)]
                    found.append(aggregation.value(present, scale))
    return found


@pytest.mark.parametrize("key", AGGREGATIONS)
def test_every_aggregation_has_its_sentences_in_both_languages(key: str) -> None:
    for language in ("fr", "en"):
        sentences = catalogue(language)
        for word, figures in made(key).words():
            sentence = sentences[f"rapport.fiche-de-methode.{word}"]
            assert all(f"{{{name}}}" in sentence for name in figures)


@pytest.mark.parametrize("key", AGGREGATIONS)
def test_a_formula_is_there_where_it_is_announced(key: str) -> None:
    class Cells:
        known = "K"

        def weighted(self) -> str:
            return "W"

        def listed(self) -> str:
            return "P2,P3"

    aggregation = made(key)
    if not aggregation.has_formula:
        with pytest.raises(NotImplementedError):
            aggregation.formula(Cells(), SCALE[True])
    else:
        assert ("P2,P3" in aggregation.formula(Cells(), SCALE[True])) == aggregation.lists_children


def test_a_child_that_never_passes_the_bound_changes_no_share() -> None:
    share = Share.model_validate(PARAMETERS["share"])
    assert not share.tells_apart(33, 100, SCALE[True])
    assert share.tells_apart(32, 33, SCALE[True])
    assert not share.tells_apart(0, 33, SCALE[False])
    assert share.tells_apart(33, 34, SCALE[False])


def test_a_geometric_mean_of_small_scores_reaches_its_own_value() -> None:
    halves = [SpanOfChild(Span(0.25, 0.25), 1, False), SpanOfChild(Span(1.0, 1.0), 1, False)]
    assert made("geometric").reach(halves, SCALE[True]) == pytest.approx((0.5, 0.5))
