"""Each kind of computation gives in every engine what it gives in polars; what is not known is refused by its name."""

from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.computations import BY_ROW, IN_GROUPS, IN_WINDOWS, ROWS
from engine.kit import assert_same
from hlmdiag.engine.duckdb import DuckDbRunner
from hlmdiag.engine.polars_json import UnknownOperation
from hlmdiag.engine.runner import Runner
from hlmdiag.expression.numbers import rounded_as_written
from hlmdiag.scoring.saved import plain
from oracle.functions import half_away


@pytest.fixture(params=["duckdb_runner", "spark_runner"])
def runner(request: pytest.FixtureRequest) -> Runner:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Runner)
    return found


def test_computations_of_rows_and_windows(runner: Runner) -> None:
    asked = [each.alias(name) for name, each in (BY_ROW | IN_WINDOWS).items()]
    recorded = runner.bring(ROWS).with_columns(asked)
    rows = runner.rows(recorded.relation, list(recorded.nodes.values()), recorded.order)
    assert_same(pl.DataFrame(rows, plain(recorded.empty).schema, orient="row"), plain(ROWS.with_columns(asked)))


def test_computations_of_groups(runner: Runner) -> None:
    asked = [each.alias(name) for name, each in IN_GROUPS.items()]
    recorded = runner.bring(ROWS).group_by("g").agg(asked)
    rows = runner.rows(recorded.relation, list(recorded.nodes.values()), ())
    expected = ROWS.group_by("g").agg(asked)
    assert_same(pl.DataFrame(rows, recorded.schema, orient="row").sort("g"), expected.sort("g"))


@pytest.mark.parametrize(
    ("computation", "named"),
    [
        (pl.col("x").sin(), "Trigonometry"),
        (pl.col("x").log(10), "Log"),
        (pl.col("x").round(2), "Round"),
        (pl.lit(float("inf")), "Literal"),
        (pl.col("c").str.len_chars(), "StringExpr"),
        (pl.col("x").std(), "Agg"),
        (pl.col("x").cast(pl.Datetime), "Cast"),
        (pl.col("x") // 2, "operator"),
        (pl.col("x").shift(), "Shift"),
        (pl.col("x").rolling_mean(2), "Rolling"),
        (pl.col("x").is_in([None, 1.0], nulls_equal=True), "IsIn"),
    ],
)
def test_what_is_not_known_is_refused(duckdb_runner: Runner, computation: pl.Expr, named: str) -> None:
    with pytest.raises(UnknownOperation) as refused:
        duckdb_runner.bring(ROWS).with_columns(computation.alias("points|QS1"))
    assert named in refused.value.operation
    assert refused.value.column == "points|QS1"


def test_a_method_that_scoring_does_not_use_is_not_there(duckdb_runner: Runner) -> None:
    with pytest.raises(AttributeError):
        duckdb_runner.bring(ROWS).sort("x")  # type: ignore[attr-defined]


WRITTEN = st.builds(
    lambda figures, places: float(f"{figures}e-{places}"), st.integers(-(10**9), 10**9), st.integers(0, 9)
) | st.builds(lambda units, places: float(f"{units}5e-{places}"), st.integers(-(10**8), 10**8), st.integers(1, 7))
"""Numbers up to a thousand millions as tables write them, halves of the last kept unit among them."""


@settings(max_examples=15, deadline=None)
@given(st.lists(WRITTEN, min_size=1, max_size=150), st.integers(0, 6))
@example([0.01555475, 0.15903225, 0.00428985, 0.18805645], 7)
@example([0.000668735, 0.072593945, 0.091112485, 0.059370005], 8)
@example([623966.195, -623966.195, 1.005, 0.285, -999999999.5, 123456789.125], 2)
def test_a_number_is_rounded_on_paper_by_the_oracle_polars_and_duckdb(numbers: list[float], digits: int) -> None:
    step = Decimal(1).scaleb(-digits)
    on_paper = [float(Decimal(repr(each)).quantize(step, rounding=ROUND_HALF_UP)) for each in numbers]
    assert [half_away(each, digits) for each in numbers] == on_paper
    rows = pl.DataFrame({"m": numbers})
    asked = rounded_as_written(pl.col("m"), digits, pl).alias("r")
    assert rows.select(asked)["r"].to_list() == on_paper
    with DuckDbRunner() as runner:
        recorded = runner.bring(rows).with_columns([asked])
        found = runner.rows(recorded.relation, [recorded.nodes["r"]], recorded.order)
        assert [each for (each,) in found] == on_paper
