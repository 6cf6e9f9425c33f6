"""The decimals of a measure beside limits, against every limit looked at exactly."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from hlmdiag.text.figures import decimals_apart

NUMBERS = st.integers(-3_000_000, 3_000_000).map(lambda each: each / 1000)


@given(NUMBERS, st.lists(NUMBERS, max_size=4), st.lists(st.integers(-30, 30), max_size=3), st.integers(0, 2))
def test_as_many_decimals_as_keep_every_limit_on_its_side(
    value: float, far: list[float], beside: list[int], least: int
) -> None:
    limits = [*far, *(value + step / 1000 for step in beside)]
    exact, known = Decimal(repr(value)), [Decimal(repr(limit)) for limit in limits]

    def keeps(decimals: int) -> bool:
        shown = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        return all((shown > limit, shown < limit) == (exact > limit, exact < limit) for limit in known)

    found = decimals_apart(value, limits, least)
    assert found >= least
    assert keeps(found)
    assert not any(map(keeps, range(least, found)))
