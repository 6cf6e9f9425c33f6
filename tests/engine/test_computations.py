"""Each kind of computation gives in every engine what it gives in polars; what is not known is refused by its name."""

import polars as pl
import pytest

from engine.computations import BY_ROW, IN_GROUPS, IN_WINDOWS, ROWS
from engine.kit import assert_same
from hlmdiag.engine.polars_json import UnknownOperation
from hlmdiag.engine.runner import Runner
from hlmdiag.scoring.saved import plain


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
