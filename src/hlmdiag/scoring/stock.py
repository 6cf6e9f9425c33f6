"""Values relative to other units: aggregates over the stock, or over the unit's own group."""

from __future__ import annotations

import polars as pl

from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.expression import Operand, StockRef
from hlmdiag.scoring.columns import code, operand, percentile, rounded_for_output
from hlmdiag.states import KNOWN, State


def place_in_stock(
    frame: pl.DataFrame, name: str, stock: StockRef, at_least: int = 0, size: str | None = None
) -> tuple[pl.DataFrame, Operand]:
    """Add the column of an aggregate over the known values of a column, and say why it may be lacking.

    A group of fewer than `at_least` known values gives none; `size` names the column that says how many there are.
    """
    value = pl.col(data_value(stock.column)).cast(pl.Float64)
    result = _over(_aggregate(stock.function, value), stock)
    without = code(State.MISSING)
    if stock.function == "zscore":
        # a z-score divides by the deviation of the group, which is 0 where all values are equal
        without = pl.when(_over(value.count(), stock) > 0).then(code(State.INVALID)).otherwise(without)
    if stock.function in ("percentile", "rank", "zscore"):
        own = pl.col(data_state(stock.column))
        without = pl.when(own != int(KNOWN)).then(own).otherwise(without)
    if stock.within is not None:
        group = pl.col(data_state(stock.within))
        result = pl.when(group == int(KNOWN)).then(result).otherwise(None)
        without = pl.when(group != int(KNOWN)).then(group).otherwise(without)
        if stock.function in ("percentile", "rank", "zscore"):
            without = pl.min_horizontal(without, group, pl.col(data_state(stock.column)))
    count = _over(value.count(), stock)
    if at_least:
        result = pl.when(count >= at_least).then(result).otherwise(None)
        small = (count < at_least) & (without == int(State.INVALID))
        is_known = pl.col(data_state(stock.column)) == int(KNOWN)
        without = pl.when(small & is_known).then(code(State.MISSING)).otherwise(without)
    sizes = [count.cast(pl.UInt32).alias(size)] if size is not None else []
    frame = frame.with_columns(result.alias(name), without.alias(f"{name}-without"), *sizes)
    return frame, operand(pl.col(name), pl.col(f"{name}-without"))


def _over(value: pl.Expr, stock: StockRef) -> pl.Expr:
    return value if stock.within is None else value.over(data_value(stock.within))


def _aggregate(function: str, value: pl.Expr) -> pl.Expr:
    match function:
        case "min":
            return value.min()
        case "max":
            return value.max()
        case "median":
            return value.median()
        case "mean":
            return value.mean()
        case "rank":
            return rounded_for_output(value).rank(method="min").cast(pl.Float64)
        case "percentile":
            return percentile(rounded_for_output(value))
        case _:
            deviation = value.std(ddof=0)
            return (
                pl.when(rounded_for_output(deviation) > 0)
                .then((value - value.mean()) * (1 / deviation))
                .otherwise(None)
            )
