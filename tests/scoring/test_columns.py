"""What is written of a number: nine decimals, and a zero without a sign."""

import polars as pl

from hlmdiag.scoring.columns import rounded_for_output, selected


def test_zero_has_no_sign_even_where_it_is_rounded_to() -> None:
    values = pl.DataFrame({"n": [-0.0, 0.0, -4e-10, -1.0, None]}).select(rounded_for_output(pl.col("n"))).to_series()
    assert [str(value) for value in values] == ["0.0", "0.0", "0.0", "-1.0", "None"]


def test_a_large_stock_is_worked_out_as_a_small_one() -> None:
    """Beyond five thousand rows, all the columns are planned together."""
    frame = pl.DataFrame({"a": [float(n) for n in range(5_001)]})
    columns = [rounded_for_output(pl.col("a") * (1 / 3)).alias("b"), (pl.col("a") + 1).alias("c")]
    assert selected(frame, columns).equals(frame.select(columns))
    assert selected(frame.head(5_000), columns).equals(frame.head(5_000).select(columns))
