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
X, Y, B, S = pl.col("x"), pl.col("y"), pl.col("b"), pl.col("s")
NAMES = pl.Enum(["un", "deux", "trois"])


def placed(*places: tuple[pl.Expr, int], otherwise: int | None = None) -> pl.Expr:
    """The name at a place that a condition chooses."""
    found = pl.lit(otherwise, dtype=pl.UInt8)
    for holds, place in reversed(places):
        found = pl.when(holds).then(pl.lit(place, dtype=pl.UInt8)).otherwise(found)
    return found.cat.to(NAMES)


SIMPLER = {
    "filled at once": pl.coalesce(X, pl.lit(0.0), Y),
    "filled twice": pl.coalesce(X, pl.lit(0.0)).fill_null(7.0),
    "never null": B.is_null().cast(pl.Float64).fill_null(7.0),
    "null beside": (B.is_null() & B).fill_null(value=True),
    "branches": pl.when(B).then(1.0).otherwise(pl.when(X > 0).then(2.0).otherwise(None)).fill_null(7.0),
    "null of a division": (pl.lit(1.0) / Y).fill_null(7.0),
    "summed": pl.sum_horizontal([B.is_null().cast(pl.Float64), X, B.cast(pl.Float64) * 1.0]),
    "times one": B.cast(pl.Float64) * 1.0,
    "codes times one": S * 1.0,
    "codes": placed((S == 9, 2), (S == 4, 1), (S == 3, 0)),
    "a code twice": placed((S == 9, 2), (S == 9, 1), (S == 1, 0)),
    "codes and another": placed((S == 9, 2), (pl.lit(1) == S, 1)),
    "codes of two columns": placed((S == 9, 2), (X == 2, 1), (S == 3, 0)),
    "codes and a default": placed((S == 9, 2), (S == 4, 1), otherwise=0),
    "not codes": placed((S > 3, 2), (S == 1, 1)),
    "steps": rounded(pl.when(X < 0).then(0.0).when(X < 1).then(33.0).when(X < 5).then(-0.0).otherwise(None), 9, pl),
    "fine steps": rounded(pl.when(B).then(0.123456789123).when(X < 0).then(1.0).otherwise(Y), 9, pl),
    "fine constants": rounded(pl.when(B).then(0.123456789123).otherwise(1.0), 9, pl),
    "rounded within": rounded((X / 3).clip(-1.0, 2.0), 9, pl),
    "rounded farther": rounded(pl.col("m").clip(-1e300, 1e300), 9, pl),
    "rounded above": rounded((X / 3).clip(lower_bound=-1.0), 9, pl),
}
"""Computations that are written with less than they say, and those beside them that are not."""
BY_ROW = {
    **SIMPLER,
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
