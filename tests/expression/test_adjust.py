"""Adjustments: never falling when the score rises, and what becomes of an interval."""

import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlmdiag.expression import Names, Operand, ResultRef, Type, check_adjust, compile, compile_interval

NAMES = Names({"enfants": Type("boolean"), "bonus": Type("number")})
TODAY = datetime.date(2026, 1, 1)
KNOWN = pl.lit(9, dtype=pl.UInt8)

REFUSED = [
    ("100 - score", [("ajustement-signe", 0, 11)]),
    ("-score", [("ajustement-signe", 0, 6)]),
    ("score * bonus", [("ajustement-facteur", 8, 13)]),
    ("score * (1 - 2)", [("ajustement-facteur", 9, 14)]),
    ("score / -2", [("ajustement-facteur", 8, 10)]),
    ("1 / score", [("ajustement-fonction", 0, 9)]),
    ("score + score", [("ajustement-double", 0, 13)]),
    ("exp(score)", [("ajustement-fonction", 0, 10)]),
    ("coalesce(score, 0)", [("ajustement-fonction", 0, 18)]),
    ("score if score > 3 else 1", [("ajustement-condition", 9, 18)]),
    ("-score if enfants else abs(score)", [("ajustement-signe", 0, 6), ("ajustement-fonction", 23, 33)]),
    ("1 if level == 2 else 3", [("ajustement-niveau", 5, 10)]),
    ("score(bati)", [("resultat-interdit", 0, 11)]),
    ("enfants", [("attendu-nombre", 0, 7)]),
]


@pytest.mark.parametrize(("text", "expected"), REFUSED, ids=[text for text, _ in REFUSED])
def test_an_adjustment_that_could_fall_is_refused(faults, text, expected):
    assert faults(text, checked=lambda text, _: check_adjust(text, NAMES)) == expected


STOCK = pl.DataFrame(
    {
        "low": [10.0, 20.0, None, 30.0],
        "high": [50.0, 60.0, 70.0, None],
        "enfants": [True, False, None, True],
        "enfants_state": pl.Series([9, 9, 3, 9], dtype=pl.UInt8),
        "bonus": [5.0, None, 2.0, 1.0],
        "bonus_state": pl.Series([9, 3, 9, 9], dtype=pl.UInt8),
    }
)


def _column(reference):
    if isinstance(reference, ResultRef):
        return Operand(pl.lit(0.9), KNOWN)
    return Operand(pl.col(reference.name), pl.col(f"{reference.name}_state"))


def _interval(text):
    low, high = compile_interval(check_adjust(text, NAMES), pl.col("low"), pl.col("high"), _column, pl, TODAY)
    return STOCK.with_columns(low=low, high=high).select("low", "high").rows()


INTERVALS = [
    ("score", [(10, 50), (20, 60), (None, 70), (30, None)]),
    ("min(100, score * 2 if enfants else score)", [(20, 100), (20, 60), (None, 100), (60, 100)]),
    ("score + bonus", [(15, 55), (None, None), (None, 72), (31, None)]),
    ("score - bonus", [(5, 45), (None, None), (None, 68), (29, None)]),
    ("max(score - 2 * bonus, 0)", [(0, 40), (0, None), (0, 66), (28, None)]),
    ("score * (3 - 1)", [(20, 100), (40, 120), (None, 140), (60, None)]),
    ("score / 4", [(2.5, 12.5), (5, 15), (None, 17.5), (7.5, None)]),
    ("round(score / 4)", [(3, 13), (5, 15), (None, 18), (8, None)]),
    ("floor(score / 4)", [(2, 12), (5, 15), (None, 17), (7, None)]),
    ("ceil(0.25 * score)", [(3, 13), (5, 15), (None, 18), (8, None)]),
    ("score + (5 if enfants else 0)", [(15, 55), (20, 60), (None, 75), (35, None)]),
    ("score + (2 * bonus if enfants else 0)", [(20, 60), (20, 60), (None, 74), (32, None)]),
    ("score + (bonus + (5 if enfants else 0))", [(20, 60), (None, None), (None, 77), (36, None)]),
    ("score + bonus * bonus", [(35, 75), (None, None), (None, 74), (31, None)]),
    ("score if coverage > 0.5 else 0", [(10, 50), (20, 60), (None, 70), (30, None)]),
    ("score if coverage > 0.5 and enfants else 0", [(10, 50), (0, 0), (None, 70), (30, None)]),
    ("score if 1 < 2 else 0", [(10, 50), (20, 60), (None, 70), (30, None)]),
    ("40", [(40, 40)] * 4),
]


@pytest.mark.parametrize(("text", "expected"), INTERVALS, ids=[text for text, _ in INTERVALS])
def test_an_interval_is_adjusted_by_its_ends(text, expected):
    assert _interval(text) == expected


def _adjustments():
    leaves = st.sampled_from(["score", "score", "12", "bonus"])

    def grown(inner):
        pair = st.tuples(inner, inner)
        return st.one_of(
            inner.map(lambda a: f"round({a} * 1.3, 1)"),
            inner.map(lambda a: f"floor({a} / 3)"),
            inner.map(lambda a: f"({a} + bonus - 3)"),
            pair.map(lambda ab: f"min({ab[0]}, {ab[1]})"),
            pair.map(lambda ab: f"max({ab[0]}, {ab[1]})"),
            pair.map(lambda ab: f"({ab[0]} if enfants else {ab[1]})"),
        )

    return st.recursive(leaves, grown, max_leaves=6)


@given(text=_adjustments(), score=st.floats(0, 100), enfants=st.sampled_from([True, False, None]))
def test_the_interval_of_an_adjustment_holds_every_adjusted_score(text, score, enfants):
    expression = check_adjust(text, NAMES)
    stock = pl.DataFrame(
        {"low": [score / 2], "high": [score * 2], "score": [score], "bonus": [4.0], "enfants": [enfants]},
        schema_overrides={"enfants": pl.Boolean},
    )

    def resolve(answer):
        def column(reference):
            if isinstance(reference, ResultRef):
                return Operand(pl.col("score"), KNOWN)
            if reference.name == "enfants" and answer is None:
                return Operand(pl.col("enfants"), pl.lit(3, dtype=pl.UInt8))
            return Operand(pl.lit(answer) if reference.name == "enfants" else pl.col("bonus"), KNOWN)

        return column

    low, high = compile_interval(expression, pl.col("low"), pl.col("high"), resolve(enfants), pl, TODAY)
    for answer in [True, False] if enfants is None else [enfants]:
        value = compile(expression, resolve(answer), pl, TODAY).value
        row = stock.with_columns(least=low, most=high, value=value).row(0, named=True)
        assert row["least"] <= row["value"] <= row["most"]
