"""The levels of a grid: their order, their bounds, and the one level of every score."""

from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlmdiag.grid.level import Level, Levels
from hlmdiag.rules.scale import Scale
from hlmdiag.scoring.level_columns import id_of_place, level_index, levels_met, place_of_id

_SCORES = st.floats(-200, 200).map(lambda score: round(score, 9))


@st.composite
def _levels(draw: st.DrawFn) -> Levels:
    """Bounded levels from best to worst, on a scale where high is worse or better."""
    starts = sorted(draw(st.sets(_SCORES, min_size=1, max_size=6)))
    burden = draw(st.booleans())
    order = starts if burden else starts[::-1]
    levels = tuple(Level(f"n{place}", f"Niveau {place}", start) for place, start in enumerate(order))
    return Levels(levels, Scale(-200, 200, burden))


def _score_between(levels: Levels) -> list[float]:
    """A score on each start, just under and just over it."""
    return [round(level.start + step, 9) for level in levels for step in (-1e-9, 0, 1e-9)]


@given(_levels(), st.lists(_SCORES))
def test_a_score_has_the_one_level_whose_span_holds_it(levels, scores):
    for score in (*scores, *_score_between(levels)):
        holding = [level for level in levels if levels.span(level)[0] <= score < levels.span(level)[1]]
        assert holding == [levels.of(score)]


@given(_levels(), st.lists(_SCORES))
def test_columns_give_scores_the_levels_that_they_have_one_by_one(levels, scores):
    scores = [*scores, *_score_between(levels)]
    frame = pl.DataFrame({"score": [*scores, None]}, schema={"score": pl.Float64})
    place = level_index(pl.col("score"), levels)
    places, ids = frame.select(place.alias("place"), id_of_place(place, levels).alias("id"))
    assert ids.to_list() == [*(levels.of(score).id for score in scores), None]
    assert places.to_list() == [*(levels.places[levels.of(score).id] for score in scores), None]
    assert pl.select(place_of_id(pl.lit(ids), levels)).to_series().to_list() == places.to_list()


@given(_levels(), _SCORES, _SCORES)
def test_a_worse_score_never_has_a_better_level(levels, one, other):
    good, bad = sorted((one, other), reverse=not levels.higher_is_worse)
    assert not levels.is_worse(levels.of(good).id, levels.of(bad).id)


@given(_levels(), _SCORES, _SCORES)
def test_an_interval_meets_the_levels_of_its_ends_and_those_between(levels, one, other):
    low, high = sorted((one, other))
    ends = pl.select(
        *(end.alias(name) for name, end in zip("bw", levels_met(pl.lit(low), pl.lit(high), levels), strict=True))
    )
    best, worst = ends.row(0)
    assert {levels[best], levels[worst]} == {levels.of(low), levels.of(high)}
    assert best <= worst


@given(_levels())
def test_spans_follow_each_other_and_limits_part_them(levels):
    spans = [levels.span(level) for level in levels.with_start]
    assert spans[0][0] == float("-inf")
    assert spans[-1][1] == float("inf")
    assert [high for _, high in spans[:-1]] == [low for low, _ in spans[1:]]
    for (good, bad), limit in zip(pairwise(levels), levels.limits, strict=True):
        on_the_limit = bad if levels.higher_is_worse else good
        assert levels.of(limit) == on_the_limit


@given(_levels(), st.data())
def test_levels_are_compared_by_their_order(levels, data):
    one, other = (data.draw(st.sampled_from(levels.ids)) for _ in range(2))
    assert levels.is_worse(one, other) == (levels.ids.index(one) > levels.ids.index(other))
    assert (one in levels.at_least(other)) == (one == other or levels.is_worse(one, other))


def test_levels_without_start_have_no_span_of_their_own():
    levels = Levels((Level("a", "A", None), Level("b", "B", 10)), Scale(0, 100, burden=True))
    assert not levels.are_bounded
    assert levels.of(5) == levels[1]
    assert levels.limits == ()


def test_no_levels_are_not_bounded_and_give_none():
    levels = Levels((), Scale(0, 100, burden=True))
    assert not levels
    assert not levels.are_bounded
    assert levels.of(5) is None
    assert levels.named(None) is None


def test_an_unknown_id_is_no_level_and_compares_with_none():
    levels = Levels((Level("a", "A", 0),), Scale(0, 100, burden=True))
    assert levels.named("z") is None
    with pytest.raises(KeyError):
        levels.is_worse("a", "z")
