"""Krippendorff's alpha: the worked example that he published, and what an agreement is at its ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlmdiag.method.observer_agreement import Difference, krippendorff, ordinal

# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: four observers, twelve units
_OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
UNITS = [[each for each in unit if each is not None] for unit in zip(*_OBSERVERS, strict=True)]


def nominal(one: float, other: float, counts: Mapping[float, float]) -> float:
    return float(one != other)


def interval(one: float, other: float, counts: Mapping[float, float]) -> float:
    return (one - other) ** 2


def ratio(one: float, other: float, counts: Mapping[float, float]) -> float:
    return ((one - other) / (one + other)) ** 2


@pytest.mark.parametrize(
    ("difference", "alpha"), [(nominal, 0.743), (ordinal, 0.815), (interval, 0.849), (ratio, 0.797)]
)
def test_the_published_example(difference: Difference, alpha: float) -> None:
    found = krippendorff(UNITS, difference)
    assert found is not None
    assert round(found.alpha, 3) == alpha
    # the last unit has one observer: it pairs nothing
    assert (found.units, found.answers) == (11, 40)


ANSWERS = st.lists(st.lists(st.integers(1, 4), max_size=4), max_size=12)


@given(ANSWERS)
def test_only_the_order_of_answers_counts(units: Sequence[Sequence[int]]) -> None:
    found, moved = krippendorff(units), krippendorff([[each**3 for each in unit] for unit in units])
    backwards = krippendorff([[-each for each in reversed(unit)] for unit in reversed(units)])
    if found is None:
        assert moved is None and backwards is None
        return
    assert moved is not None and backwards is not None
    assert found.alpha == pytest.approx(moved.alpha) == pytest.approx(backwards.alpha)
    assert found.alpha <= 1


@given(st.lists(st.integers(1, 4), min_size=2, max_size=12).filter(lambda each: len(set(each)) > 1))
def test_observers_who_say_the_same_agree_wholly(answers: Sequence[int]) -> None:
    found = krippendorff([[each, each, each] for each in answers])
    assert found is not None and found.alpha == pytest.approx(1)


def test_every_pair_as_often_as_another_is_below_chance_as_a_small_sample_has_it() -> None:
    # each of two answers in every order: half of the pairs differ, where two draws without return differ more often
    found = krippendorff([[1, 1], [2, 2], *permutations((1, 2))])
    assert found is not None and found.alpha == pytest.approx(1 - 0.5 / (4 / 7))


def test_one_answer_everywhere_tells_nothing() -> None:
    assert krippendorff([[2, 2], [2, 2, 2]]) is None
    assert krippendorff([[1], [2], []]) is None
