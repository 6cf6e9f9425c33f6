"""Compiles comparisons: of two values, and of a number known by its bounds only."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, assert_never

from hlmdiag.expression.fold import fold
from hlmdiag.expression.numbers import DECIMALS, EXACT, rounded
from hlmdiag.expression.tree import Constant, OrderOperator, Tree

if TYPE_CHECKING:
    import polars as pl

SWAPPED: dict[OrderOperator, OrderOperator] = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""Each comparison read from right to left."""


def literal(tree: Constant) -> Any:
    """The value of a literal as columns hold it: a text is folded once, here."""
    return fold(tree.value) if isinstance(tree.value, str) and tree.type.kind == "text" else tree.value


def member(tree: Constant) -> Any:
    """The value of a literal in a list, a number being rounded as `comparable` rounds what is looked for."""
    value = literal(tree)
    if tree.type.kind != "number" or abs(value) >= EXACT / 10.0**DECIMALS:
        return value
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-DECIMALS), ROUND_HALF_UP))


def comparable(tree: Tree, value: pl.Expr, engine: Any) -> pl.Expr:
    """A value as it is compared: a number on nine decimals, a text blind to case and accents."""
    match tree.type.kind:
        case "number":
            return rounded(value, DECIMALS, engine)
        case "text" if not isinstance(tree, Constant):
            return value.str.normalize("NFD").str.replace_all(r"\p{M}", "").str.to_lowercase()
        case "level":
            return value.cast(engine.Int64)
        case "boolean" | "text" | "choice" | "date":
            return value
        case _:
            assert_never(tree.type.kind)


def ordered(left: pl.Expr, operator: OrderOperator, right: pl.Expr) -> pl.Expr:
    """A comparison."""
    match operator:
        case "==":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
        case _:
            assert_never(operator)


def between(low: pl.Expr, high: pl.Expr, operator: OrderOperator, value: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Sure success and sure failure of a comparison, for a number between `low` and `high`."""
    if operator in ("==", "!="):
        same, other = (low == value) & (high == value), (value < low) | (value > high)
        return (same, other) if operator == "==" else (other, same)
    hardest, easiest = (low, high) if operator in (">", ">=") else (high, low)
    return ordered(hardest, operator, value), ~ordered(easiest, operator, value)


def both_between(
    left: tuple[pl.Expr, ...], operator: OrderOperator, right: tuple[pl.Expr, ...]
) -> tuple[pl.Expr, pl.Expr]:
    """The same for two numbers, each between its two ends."""
    (low, high), (least, most) = left, right
    if operator in ("==", "!="):
        same, other = (low == high) & (least == most) & (low == least), (high < least) | (low > most)
        return (same, other) if operator == "==" else (other, same)
    if operator in (">", ">="):
        return ordered(low, operator, most), ~ordered(high, operator, least)
    return ordered(high, operator, least), ~ordered(low, operator, most)
