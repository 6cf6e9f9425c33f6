"""The two ends of an `adjust`: an undecided branch covers both its cases (design §5.6)."""

from __future__ import annotations

import ast

from hlmdiag.states import KNOWN
from oracle.expression import Scope, parse, walk
from oracle.functions import ARITHMETIC
from oracle.value import Pair

FAR = 1e12
"""Stands for an interval without end: far beyond any score, so that `min` and `max` may still bring it back."""

Ends = tuple[float | None, float | None]


def adjusted_ends(text: str, scope: Scope) -> Ends:
    """The smallest and largest values of an adjustment at one end of the node's interval, None being far away."""
    return tuple(None if end is None or abs(end) > FAR / 1000 else end for end in ends_of(parse(text), scope))


def hull(ends: list[Ends], side: int) -> float | None:
    """The extreme of the ends at low (`side` 0) or high (1); the ends rise with the score."""
    return ends[side][side]


def ends_of(node: ast.expr, scope: Scope) -> Ends:
    """Both values of an expression: equal where it has a value, of the two branches where its test is undecided."""
    value = walk(node, scope)
    if value.state == KNOWN:
        return tuple(value.value) if isinstance(value.value, Pair) else (value.value, value.value)
    match node:
        case ast.IfExp(test=test, body=body, orelse=other):
            decided = walk(test, scope)
            if decided.state == KNOWN:
                return ends_of(body if decided.value else other, scope)
            return widest([ends_of(body, scope), ends_of(other, scope)])
        case ast.BinOp(left=left, op=operator, right=right):
            return combined(ends_of(left, scope), operator, ends_of(right, scope))
        case ast.Call(func=ast.Name(id="min" | "max" as name), args=arguments):
            sides = [ends_of(argument, scope) for argument in arguments]
            pick = min if name == "min" else max
            return tuple(
                None if any(end[i] is None for end in sides) else pick(end[i] for end in sides) for i in (0, 1)
            )
        case ast.Call(func=ast.Name(id="round" | "floor" | "ceil"), args=[inner, *rest]):
            return tuple(None if end is None else at(node, end, rest, scope) for end in ends_of(inner, scope))
    return None, None


def at(node: ast.Call, end: float, rest: list[ast.expr], scope: Scope) -> float:
    return walk(ast.Call(node.func, [ast.Constant(end), *rest], []), scope).value


def combined(left: Ends, operator: ast.operator, right: Ends) -> Ends:
    """Arithmetic on ends, through every pair of them."""
    if None in (*left, *right):
        return None, None
    values = [ARITHMETIC[type(operator)](a, b) for a in left for b in right]
    return min(values), max(values)


def widest(ends: list[Ends]) -> Ends:
    if any(None in pair for pair in ends):
        return None, None
    return min(low for low, _ in ends), max(high for _, high in ends)
