"""Numbers, shares and dates as a reader of each language writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlmdiag.text.figures import day, difference, integer, number, percent, plain, proportion


@pytest.mark.parametrize(
    ("value", "fr", "en"),
    [(1234567.25, "1\u202f234\u202f567,3", "1,234,567.3"), (-0.05, "\u22120,1", "\u22120.1"), (-0.04, "0,0", "0.0")],
)
def test_a_measure_has_its_decimals_and_its_thousands(value: float, fr: str, en: str) -> None:
    assert (number(value, "fr"), number(value, "en")) == (fr, en)


@pytest.mark.parametrize(("value", "text"), [(0.25, "0,3"), (0.35, "0,4"), (2.675, "2,7"), (0.05, "0,1")])
def test_rounding_is_half_away_from_zero_on_what_is_written(value: float, text: str) -> None:
    assert number(value, "fr") == text


@pytest.mark.parametrize(
    ("value", "text"), [(12.0, "12"), (1000.0, "1\u202f000"), (0.0, "0"), (1e-7, "0,0000001"), (-2.5, "\u22122,5")]
)
def test_a_received_value_keeps_the_decimals_it_has(value: float, text: str) -> None:
    assert plain(value, "fr") == text


@pytest.mark.parametrize(("share", "text"), [(0.599999, "59"), (0.6, "60"), (0.57, "57"), (0.9999, "99"), (1.0, "100")])
def test_a_coverage_under_a_bound_never_shows_that_bound(share: float, text: str) -> None:
    assert percent(share, "fr") == f"{text}\u202f%"


def test_parts_of_a_whole_are_rounded() -> None:
    assert [proportion(part / 3, "fr") for part in (1, 2)] == ["33\u202f%", "67\u202f%"]


def test_counts_and_dates_follow_the_language() -> None:
    assert [integer(60_000, language) for language in ("fr", "en")] == ["60\u202f000", "60,000"]
    assert [day(date(2026, 11, 1), language) for language in ("fr", "en")] == ["01/11/2026", "2026-11-01"]


def test_no_number_is_too_large_to_be_said() -> None:
    assert plain(1e30, "fr") == "1" + 10 * "\u202f000"
    assert len(number(1.7e308, "fr")) > 308


SCORES = st.integers(0, 10**5).map(lambda thousandths: thousandths / 1000)


@given(before=SCORES, after=SCORES, bounds=st.lists(SCORES, max_size=3))
def test_a_difference_is_that_of_the_figures_shown_and_each_is_on_its_side(
    before: float, after: float, bounds: list[float]
) -> None:
    decimals, change = difference(before, after, bounds)
    one, other = (Decimal(number(each, "en", decimals)) for each in (before, after))
    assert other - one == Decimal(number(change, "en", decimals).replace("\u2212", "-"))
    assert (one == other) == (before == after) and (one < other) == (before < after)
    sides = [(each, shown, bound) for each, shown in ((before, one), (after, other)) for bound in bounds]
    # a bound as it is written: the float 9.13 is a little above it
    assert all((each < bound) == (shown < Decimal(repr(bound))) for each, shown, bound in sides)
    # a tenth where tenths are shown, a hundredth at most where more are
    assert abs(float(change) - (after - before)) <= (0.0500001 if decimals == 1 else 0.0100001)
