"""Sums, products and quotients of numbers known by two ends, each end written as few times as it can be.

An end that is written twice doubles what is under it: a quotient of counts once took a hundred million characters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import add, mul, sub
from typing import TYPE_CHECKING, Any, assert_never

from hlmdiag.expression.tree import Arithmetic, Constant, Tree

if TYPE_CHECKING:
    import polars as pl

IntervalEnds = tuple["pl.Expr", "pl.Expr"]
"""The smallest and the largest value: the very same expression where they are one."""

_SMALL = 1e-300
"""Far from it, one over a number is neither infinite nor 0."""


def chained(tree: Arithmetic, operands: Sequence[IntervalEnds], engine: Any) -> IntervalEnds:
    """Both ends of a chain of operations, given those of its operands."""
    ends, keeps_order = operands[0], _is_positive(tree.first)
    for (sign, right), (least, most) in zip(tree.rest, operands[1:], strict=True):
        keeps_order = keeps_order or _is_positive(right)
        match sign:
            case "+":
                ends = _both(add, ends, (least, most))
            case "-":
                ends = _both(sub, ends, (most, least))
            case "*":
                ends = _product(ends, (least, most), engine, in_order=keeps_order)
            case "/":
                ends = _product(ends, _inverse(least, most, engine), engine, in_order=_is_positive(right))
            case _:
                assert_never(sign)
        keeps_order = False
    return ends


def _both(work: Callable[[Any, Any], pl.Expr], left: IntervalEnds, right: IntervalEnds) -> IntervalEnds:
    """An operation on both ends, or once on what is sure."""
    low = work(left[0], right[0])
    return (low, low) if left[0] is left[1] and right[0] is right[1] else (low, work(left[1], right[1]))


def _inverse(least: pl.Expr, most: pl.Expr, engine: Any) -> IntervalEnds:
    """Both ends of one over a number; if it may be 0, the quotient may be anything."""
    apart = (least > 0) | (most < 0)
    ends = [engine.when(apart).then(1 / end).otherwise(None) for end in _once(least, most)]
    return ends[0], ends[-1]


def _product(left: IntervalEnds, right: IntervalEnds, engine: Any, *, in_order: bool) -> IntervalEnds:
    """Both ends of a product; `in_order`: one side is a number above zero, which keeps those of the other."""
    if in_order:
        return _both(mul, left, right)
    # 0 × ∞ is NaN in floats, but 0 times any number is 0
    corners = [(one * other).replace([float("nan")], [0.0]) for one in _once(*left) for other in _once(*right)]
    if len(corners) == 1:
        return corners[0], corners[0]
    return engine.min_horizontal(*corners), engine.max_horizontal(*corners)


def _once(low: pl.Expr, high: pl.Expr) -> tuple[pl.Expr, ...]:
    return (low,) if low is high else (low, high)


def _is_positive(tree: Tree) -> bool:
    return isinstance(tree, Constant) and isinstance(tree.value, float) and _SMALL < tree.value < 1 / _SMALL
