"""Every kind of computation that the translator knows, over a few rows that hold what is hard in each."""

from __future__ import annotations

from datetime import date

import polars as pl

from hlmdiag.expression import rounded
from hlmdiag.expression.durations import years_of
from hlmdiag.expression.numbers import finite, infinite, rounded_as_written
from hlmdiag.scoring.columns import percentile

ROWS = pl.DataFrame(
    {
        "row": pl.Series(range(2, 10), dtype=pl.UInt32),
        "x": [0.5, -0.5, 0.1 + 0.2, 1.005, None, -3.0, 2.5, 123456789.123456789],
        "y": [2.0, 0.0, -0.0, 0.001, 4.0, None, -2.5, 8.0],
        "c": ["Éléments", "elements", "Œuvre", "ŒUVRE", None, "l'été", "b", "b"],
        "g": ["n", "n", "s", "s", "s", None, None, "n"],
        "m": [623966.195, -0.125, 4502479.4, 98765432101234.45, 1e305, 2711451918381.205, None, -9007199254740992.0],
        "b": [True, False, None, True, False, None, True, True],
        "d": [date(2024, 2, 29), None, date(2026, 10, 31), *[date(2000, 1, 1)] * 5],
        "l": [["a", "b"], [], None, ["b"], ["a"], [], [], []],
        "s": pl.Series([1, 2, 3, 9, 9, 9, 4, 9], dtype=pl.UInt8),
    }
)
X, Y, B = pl.col("x"), pl.col("y"), pl.col("b")
BY_ROW = {
    "division": finite(X * (1 / Y)),
    "logarithm": finite(Y.log()),
    "root": finite(X.sqrt()),
    "exponential": finite((X * 1000).exp()),
    "nine decimals": rounded(X, 9, pl),
    "half": rounded(X, 0, pl),
    "as written": rounded_as_written(X, 2, pl),
    **{f"written on {digits}": rounded_as_written(pl.col("m"), digits, pl) for digits in range(7)},
    "rounded twice": rounded_as_written(rounded_as_written(pl.col("m"), 3, pl) * 10, 1, pl),
    "large": rounded(pl.col("m"), 9, pl),
    "floor": X.floor(),
    "ceil": X.ceil(),
    "abs": X.abs(),
    "negate": -X,
    "clip": X.clip(-1, 2.0),
    "upper": X.clip(upper_bound=1.0),
    "added": pl.sum_horizontal([X, Y]),
    "smallest": pl.min_horizontal(X, Y),
    "largest": pl.max_horizontal([X, Y]),
    "alone": pl.max_horizontal([X]),
    "and": B & (X > 0),
    "or": B | (X > 0),
    "not": ~B,
    "any": pl.any_horizontal([B, X > 0]),
    "all": pl.all_horizontal([B, X > 0]),
    "null": X.is_null(),
    "not null": X.is_not_null(),
    "filled": B.fill_null(value=False),
    "coalesce": pl.coalesce(X, Y, pl.lit(1.5)),
    "branch": pl.when(B).then(X).when(X > 1).then(pl.lit(33)).otherwise(None),
    "undecided": pl.when(B).then(1).otherwise(0),
    "among": pl.col("c").is_in(["b", "l'été"]),
    "among numbers": X.is_in([0.5, 2.5]),
    "looked up": pl.col("c").replace_strict(["b", "l'été"], [1.5, 2.5], default=None, return_dtype=pl.Float64),
    "replaced": pl.col("s").replace(9, 2),
    "state": pl.col("s").replace_strict([1, 2], ["a", "b"], default=None, return_dtype=pl.Enum(["a", "b"])),
    "named": pl.when(B)
    .then(pl.lit(1, dtype=pl.UInt8))
    .otherwise(pl.lit(None, dtype=pl.UInt8))
    .cat.to(pl.Enum(["non", "oui"])),
    "folded": pl.col("c").str.normalize("NFD").str.replace_all(r"\p{M}", "").str.to_lowercase(),
    "joined": pl.concat_str([pl.col("c"), pl.lit("×"), pl.col("g")]),
    "with a space": pl.concat_str([pl.col("c"), pl.col("g")], separator=" "),
    "slash": pl.col("c").str.replace_all("e", "\\", literal=True),
    "suffix": pl.lit("2.0").str.strip_suffix(".0"),
    "years": years_of((pl.lit(date(2026, 10, 31)) - pl.col("d")).dt.total_days() * 1.0, date(2026, 10, 31), pl),
    "text of a number": Y.cast(pl.String),
    "whole": X.cast(pl.Int64, strict=False),
    "in a list": pl.col("l").list.contains("a"),
    "counted": B.cast(pl.Float64) * 2.0,
    "endless": X.fill_null(infinite(-1, pl)) < infinite(1, pl),
}
IN_WINDOWS = {
    "rank": X.rank(method="min", descending=True).cast(pl.UInt32),
    "last": Y.rank(method="max").cast(pl.Float64),
    "percentile": percentile(X),
    "within": percentile(X).over("g"),
    "median": X.median().over("g"),
    "mean": X.mean(),
    "deviation": (X - X.mean()) * (1 / X.std(ddof=0)),
    "number": X.count().over("g"),
    "minimum": X.min().over("g"),
    "total": X.sum(),
}
IN_GROUPS = {
    "rows": pl.len().cast(pl.Float64),
    "held": B.sum(),
    "share": B.cast(pl.Float64).mean(),
    "most frequent": pl.col("c").drop_nulls().mode().min(),
    "sum": pl.when(X.count() > 0).then(X.sum()).otherwise(None),
    "middle": X.median(),
    "first": pl.col("c").first(),
    "first held": pl.col("c").filter(B).first(),
    "different": pl.col("c").n_unique(),
    "some": B.any(),
    "texts": pl.col("c").filter(B),
    "nested": (X.is_null() & pl.when(B.any()).then(B).otherwise(X > 0)).any(),
}
