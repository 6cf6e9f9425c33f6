"""Values and states over the stock: 10, 0, then missing, not applicable and unknown answers."""

import datetime
import math
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hlmdiag.expression import Names, Operand, ResultRef, Type, check, compile, finite, rounded
from hlmdiag.states import State

KNOWN, ABSENT, REFUSED, MISSING, UNKNOWN = (
    State.SCORED, State.NOT_APPLICABLE, State.INVALID, State.MISSING, State.UNKNOWN,
)  # fmt: skip
TODAY = datetime.date(2026, 1, 1)
NONE = [MISSING, ABSENT, UNKNOWN]
VALUES = [
    # arithmetic
    ("logements + 2 - 1", [11.0, 1.0, *NONE]),
    ("2 * logements / 4", [5.0, 0.0, *NONE]),
    ("7 / logements", [0.7000000000000001, REFUSED, *NONE]),
    ("logements / logements", [1.0, REFUSED, *NONE]),
    ("-logements", [-10.0, 0.0, *NONE]),
    ("ascenseurs * ascenseurs", [9.0, 4.0, (0.7 - 0.4) ** 2, 25.0, REFUSED]),
    ("logements + 1 / logements", [10.1, REFUSED, *NONE]),
    ("1 / 0.5", [2.0] * 5),
    # functions
    ("min(logements, 4)", [4.0, 0.0, *NONE]),
    ("max(logements, ascenseurs, 1)", [10.0, 1.0, *NONE]),
    ("min(2, 1)", [1.0] * 5),
    ("abs(ascenseurs)", [3.0, 2.0, 0.29999999999999993, 5.0, 1e200]),
    ("round(logements * 0.25)", [3.0, 0.0, *NONE]),
    ("round(-logements * 0.25)", [-3.0, 0.0, *NONE]),
    ("round(logements / 3, 2)", [3.33, 0.0, *NONE]),
    ("round(ascenseurs * 0.335, 2)", [1.01, -0.67, 0.1, 1.68, 1e200 * 0.335]),
    ("floor(logements * 0.25)", [2.0, 0.0, *NONE]),
    ("ceil(logements * 0.25)", [3.0, 0.0, *NONE]),
    ("floor(ascenseurs * 10)", [30.0, -20.0, 3.0, 50.0, 1e200 * 10]),
    ("log(logements)", [math.log(10), REFUSED, *NONE]),
    ("sqrt(ascenseurs)", [math.sqrt(3), REFUSED, math.sqrt(0.7 - 0.4), math.sqrt(5), 1e100]),
    ("exp(logements)", [math.exp(10), 1.0, *NONE]),
    ("exp(ascenseurs) > 0", [True, True, True, True, REFUSED]),
    ("years_since(annee)", [52.0, 0.0, *NONE]),
    ("years_since(livraison)", [10.0, 2.0, *NONE]),
    ("coalesce(logements, ascenseurs)", [10.0, 0.0, 0.29999999999999993, 5.0, 1e200]),
    ("coalesce(logements, annee)", [10.0, 0.0, *NONE]),
    ("coalesce(7 / logements, 1)", [0.7000000000000001, 1.0, 1.0, 1.0, 1.0]),
    ("is_known(logements)", [True, True, False, False, False]),
    ("is_known(3)", [True] * 5),
    # comparisons: false where an operand is not applicable
    ("logements > 5", [True, False, MISSING, False, UNKNOWN]),
    ("logements != 5", [True, True, MISSING, False, UNKNOWN]),
    ("0 < logements <= 10", [True, False, MISSING, False, UNKNOWN]),
    ("ascenseurs == 0.3", [False, False, True, False, False]),
    ("ascenseurs in (3, 0.3, -2)", [True, True, True, False, False]),
    ("ascenseurs in (3, 0.3000000001)", [True, False, True, False, False]),
    ("logements not in (10)", [False, True, MISSING, False, UNKNOWN]),
    ("1 < 2", [True] * 5),
    ("agence == 'ECOLES'", [True, False, MISSING, False, UNKNOWN]),
    ("agence in ('écoles Nord', 'x')", [False, True, MISSING, False, UNKNOWN]),
    ("nature == 'dégradation'", [False, True, MISSING, False, UNKNOWN]),
    ("nature not in ('Trouble de jouissance')", [False, True, MISSING, False, UNKNOWN]),
    ("trafic == true", [True, False, MISSING, False, UNKNOWN]),
    ("livraison >= '01/2020'", [False, True, MISSING, False, UNKNOWN]),
    ("livraison == '2016-01-01'", [True, False, MISSING, False, UNKNOWN]),
    ("level >= fragile", [True, False, MISSING, False, UNKNOWN]),
    ("level < complexe", [False, True, MISSING, False, UNKNOWN]),
    ("level in (courant)", [False, True, MISSING, False, UNKNOWN]),
    # logic
    ("trafic and garde", [True, False, MISSING, False, UNKNOWN]),
    ("trafic or garde", [True, False, True, ABSENT, True]),
    ("not trafic", [False, True, *NONE]),
    ("trafic and logements > 5", [True, False, MISSING, False, UNKNOWN]),
    ("trafic or not trafic", [True, True, *NONE]),
    # branches
    ("logements if garde else 1", [10.0, 1.0, MISSING, 1.0, UNKNOWN]),
    ("1 if trafic else 2", [1.0, 2.0, *NONE]),
    ("logements if trafic else ascenseurs", [10.0, -2.0, *NONE]),
    ("1 if garde else 2", [1.0, 2.0, 1.0, 2.0, 1.0]),
    ("1 if 2 < 3 else 2", [1.0] * 5),
    ("nature == ('trouble' if garde else 'degr')", [True, True, MISSING, False, UNKNOWN]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), VALUES, ids=[text for text, _ in VALUES])
def test_an_expression_gives_its_values_and_states(computed, text, expected):
    assert computed(text) == expected


BOUNDS = pl.DataFrame({"low": [0, 1, 2, 2], "high": [1, 2, 2, 3]})
ALERTS = [
    ("alerts() >= 2", [False, MISSING, True, True]),
    ("2 <= alerts()", [False, MISSING, True, True]),
    ("alerts() < 2", [True, MISSING, False, False]),
    ("alerts() > 2", [False, False, False, MISSING]),
    ("alerts() == 2", [False, MISSING, True, MISSING]),
    ("alerts() != 2", [True, MISSING, False, MISSING]),
    ("1 < alerts() <= 3", [False, MISSING, True, True]),
]


@pytest.mark.parametrize(("text", "expected"), ALERTS, ids=[text for text, _ in ALERTS])
def test_the_number_of_alerts_is_compared_by_its_bounds(computed, text, expected):
    assert computed(text, BOUNDS, alerts=(pl.col("low"), pl.col("high"))) == expected


def test_the_alerts_of_each_grid_are_asked_for(computed):
    asked = []

    def bounds(outcome):
        asked.append(outcome)
        return pl.col("low"), pl.col("high")

    assert computed("reperage.alerts() > 0", BOUNDS, alerts=bounds) == [MISSING, True, True, True]
    assert asked == [ResultRef("alerts", None, "reperage")]


def test_alerts_beside_a_number_without_value(computed):
    stock = pl.DataFrame({"annee": [None, None], "state": pl.Series([1, 4], dtype=pl.UInt8)})
    assert computed("alerts() > annee", stock, alerts=(pl.lit(1), pl.lit(1))) == [False, UNKNOWN]


def test_the_first_state_of_the_order_wins():
    states = [ABSENT, REFUSED, MISSING, UNKNOWN, KNOWN]
    pairs = [(a, b) for a in states for b in states]
    stock = pl.DataFrame(
        {
            "a": [1.0 if a == KNOWN else None for a, _ in pairs],
            "b": [1.0 if b == KNOWN else None for _, b in pairs],
            "sa": pl.Series([a for a, _ in pairs], dtype=pl.UInt8),
            "sb": pl.Series([b for _, b in pairs], dtype=pl.UInt8),
        }
    )
    expression = check("a + b", Names({"a": Type("number"), "b": Type("number")}))
    operand = compile(expression, lambda c: Operand(pl.col(c.name), pl.col("s" + c.name)), pl, TODAY)
    assert stock.select(operand.state).to_series().to_list() == [min(pair) for pair in pairs]


def test_a_quotient_is_a_product_by_the_inverse(computed):
    stock = pl.DataFrame({"logements": [7.0], "annee": [49.0], "state": pl.Series([9], dtype=pl.UInt8)})
    assert computed("logements / annee", stock) == [7.0 * (1 / 49.0)]
    assert computed("logements / 49", stock) == [7.0 * (1 / 49.0)]


def test_a_half_is_rounded_away_from_zero():
    numbers = pl.DataFrame({"n": [0.5, 1.5, 2.5, -0.5, -2.5, 0.125]})
    assert numbers.select(rounded(pl.col("n"), 0, pl)).to_series().to_list() == [1, 2, 3, -1, -3, 0]
    assert numbers.select(rounded(pl.col("n"), 2, pl)).to_series().to_list()[-1] == 0.13


@pytest.fixture(scope="module")
def computed_round():
    """`round(x, digits)` of one number."""

    def of(number: float, digits: int) -> float:
        expression = check(f"round(x, {digits})", Names({"x": Type("number")}))
        value = compile(expression, lambda _: Operand(pl.col("x"), pl.lit(9, dtype=pl.UInt8)), pl, TODAY).value
        return pl.DataFrame({"x": [number]}).select(value).item()

    return of


WRITTEN = st.builds(lambda figures, places: f"{figures}e-{places}", st.integers(-(10**16), 10**16), st.integers(0, 9))
"""Numbers as tables write them: up to 1e16, up to nine decimals."""
HALVES = st.builds(lambda units, places: f"{units}5e-{places}", st.integers(-(10**15), 10**15), st.integers(1, 7))


def half_up(text: str, digits: int) -> float:
    """What the decimal writing of a number gives, rounded on paper."""
    return float(Decimal(text).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, Context(prec=400)))


@given(WRITTEN | HALVES, st.integers(0, 6))
@example("623966.195", 2)
@example("-4502479.4", 3)
@example("2711451918381.205", 2)
@example("98765432101234.45", 1)
@example("1000000000000000.5", 0)
def test_a_number_is_rounded_as_it_is_written(computed_round, text, digits):
    assert computed_round(float(text), digits) == half_up(repr(float(text)), digits)


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 6))
@example(1e305, 6)
@example(math.nextafter(623966.195, 0), 6)
@example(5e-324, 6)
def test_any_number_is_rounded_as_its_nine_decimals_are_written(computed_round, number, digits):
    nine = pl.select(rounded(pl.lit(number), 9, pl)).item()
    assert computed_round(number, digits) == half_up(repr(nine), digits)


@given(WRITTEN)
@example("4502479.4")
@example("2711451918381.2")
def test_nine_decimals_leave_as_it_is_a_number_that_has_no_more(text):
    number = float(text)
    kept = pl.select(rounded(pl.lit(number), 9, pl)).item()
    assert kept == number


@given(WRITTEN, st.sampled_from(["floor", "ceil"]))
@example("4502479.4", "floor")
@example("-9007199.000000001", "ceil")
def test_whole_numbers_are_those_of_the_writing(text, function):
    expression = check(f"{function}(x)", Names({"x": Type("number")}))
    value = compile(expression, lambda _: Operand(pl.col("x"), pl.lit(9, dtype=pl.UInt8)), pl, TODAY).value
    mode = ROUND_FLOOR if function == "floor" else ROUND_CEILING
    expected = Decimal(repr(float(text))).quantize(Decimal(1), mode, Context(prec=400))
    assert pl.DataFrame({"x": [float(text)]}).select(value).item() == float(expected)


def test_rounding_in_rounding_does_not_double():
    inner = "x"
    for _ in range(6):
        inner = f"round({inner}, 2)"
    expression = check(inner, Names({"x": Type("number")}))
    value = compile(expression, lambda _: Operand(pl.col("x"), pl.lit(9, dtype=pl.UInt8)), pl, TODAY).value
    assert pl.DataFrame({"x": [1.005]}).select(value).item() == 1.01


def test_a_number_too_large_for_its_decimals_stays_as_it_is(computed):
    stock = pl.DataFrame({"annee": [1e305, 1e12], "state": pl.Series([9, 9], dtype=pl.UInt8)})
    assert computed("round(annee, 6)", stock) == [1e305, 1e12]


def test_what_is_not_a_finite_number_is_no_value():
    values = pl.DataFrame({"n": [1.0, math.inf, -math.inf, math.nan, None]}).select(finite(pl.col("n"))).to_series()
    assert values.to_list() == [1.0, None, None, None, None]
