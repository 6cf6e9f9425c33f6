"""Agreement and thresholds, against published figures and against every way of cutting."""

from __future__ import annotations

from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlmdiag.backtest import Visited, weighted_kappa, wilson
from hlmdiag.backtest.thresholds import better_thresholds
from hlmdiag.grid.level import Level, Levels
from hlmdiag.rules.scale import Scale

SEXUAL_FUN = ((7, 7, 2, 3), (2, 8, 3, 7), (1, 5, 4, 9), (2, 8, 9, 14))
"""Husbands and wives (Hout, Duncan and Sobel 1987), an example of the R package vcd, which publishes its kappa."""


def test_the_kappa_of_a_published_table_is_the_published_one() -> None:
    found = weighted_kappa(SEXUAL_FUN)
    assert found is not None
    assert (round(found.kappa, 4), round(found.error, 5)) == (0.2374, 0.07832)


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_of_a_share_is_the_published_one(hits: int, count: int, low: float, high: float) -> None:
    found = wilson(hits, count)  # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
    assert found is not None and (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_no_agreement_is_given_without_a_unit() -> None:
    assert (
        wilson(0, 0) is None and weighted_kappa(((0, 0), (0, 0))) is None and weighted_kappa(((3, 0), (0, 0))) is None
    )


def levels_of(bounds: tuple[float, ...], *, burden: bool) -> Levels:
    scale = Scale(0.0, 100.0, burden)
    ordered = bounds if burden else bounds[::-1]
    return Levels(tuple(Level(f"n{rank}", f"N{rank}", bound) for rank, bound in enumerate(ordered)), scale)


def visited(pairs: list[tuple[float, int, int]], levels: Levels) -> list[Visited]:
    ranks = {level.id: rank for rank, level in enumerate(levels)}
    return [
        Visited(f"R{place}", None, expected, max(ranks[level_at(score, levels)], floor), score, floor)
        for place, (score, expected, floor) in enumerate(pairs)
    ]


def level_at(score: float, levels: Levels) -> str:
    under = [level for level in levels if level.start is not None and level.start <= score]
    return max(under, key=lambda level: level.start or 0.0).id


UNIT = st.tuples(st.sampled_from([0.0, 5.0, 10.0, 30.0, 30.5, 45.0, 60.0, 99.0]), st.integers(0, 2), st.integers(0, 2))


@given(pairs=st.lists(UNIT, min_size=1, max_size=9), burden=st.booleans())
def test_no_way_of_cutting_does_better(pairs: list[tuple[float, int, int]], burden: bool) -> None:
    levels = levels_of((0.0, 25.0, 45.0), burden=burden)
    units = visited(pairs, levels)
    found = better_thresholds(units, levels)
    assert found is not None
    tried = [0.0, *sorted({score + 0.1 for score, *_ in pairs}), 1000.0]
    best = min(fit(units, cuts, burden=burden) for cuts in combinations_with_replacement(tried, 2))
    assert (found.best.apart, found.best.wrong) == best
    assert found.present.apart == sum(abs(each.expected - each.found) for each in units)
    assert found.is_better or all(cut.proposed == cut.present for cut in found.cuts)


def fit(units: list[Visited], cuts: tuple[float, ...], *, burden: bool) -> tuple[int, int]:
    gaps = []
    for each in units:
        above = sum((each.score or 0.0) >= cut for cut in cuts)
        gaps.append(abs(each.expected - max(above if burden else 2 - above, each.floor)))
    return sum(gaps), sum(gap > 0 for gap in gaps)


def test_a_threshold_that_fits_one_visit_is_said_to_be_overfitted() -> None:
    levels = levels_of((0.0, 50.0), burden=True)
    units = visited([(10.0, 0, 0), (20.0, 0, 0), (40.0, 1, 0), (60.0, 0, 0), (80.0, 1, 0), (90.0, 1, 0)], levels)
    found = better_thresholds(units, levels)
    assert found is not None and found.rests_on_few
    assert found.is_better and found.is_overfitted and found.present.wrong == 2


def test_the_present_thresholds_are_kept_where_they_do_best() -> None:
    levels = levels_of((0.0, 50.0), burden=True)
    found = better_thresholds(visited([(10.0, 0, 0), (49.0, 0, 0), (50.0, 1, 0)], levels), levels)
    assert found is not None and not found.is_better
    (cut,) = found.cuts
    assert (cut.low, cut.high, cut.proposed) == (49.0, 50.0, 50.0)
