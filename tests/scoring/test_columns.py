"""What is written of a number: nine decimals, and a zero without a sign."""

import polars as pl

from hlmdiag.scoring.columns import rounded_for_output


def test_zero_has_no_sign_even_where_it_is_rounded_to() -> None:
    values = pl.DataFrame({"n": [-0.0, 0.0, -4e-10, -1.0, None]}).select(rounded_for_output(pl.col("n"))).to_series()
    assert [str(value) for value in values] == ["0.0", "0.0", "0.0", "-1.0", "None"]
