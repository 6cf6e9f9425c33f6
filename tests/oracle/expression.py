"""The expression language, walked node by node over Python's `ast` (design §3 and §5.1)."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from hlmdiag.states import KNOWN, State
from oracle.comparison import compare
from oracle.functions import ARITHMETIC, ROW_FUNCTIONS
from oracle.value import Pair, Value, absent, between, first_state, known

EVENT_FUNCTIONS = ("count", "share", "sum", "mean", "median", "min", "max", "most_frequent")
STOCK_FUNCTIONS = ("min", "max", "median", "mean", "percentile", "rank", "zscore")
OUTCOMES = ("score", "level", "coverage", "flag", "alerts")


@dataclass(frozen=True)
class Scope:
    """What an expression may name where it stands, for one unit."""

    column: Callable[[str], Value]
    types: Mapping[str, dict[str, Any]]
    date: Any = None
    event: Callable[[str, str, str | None, ast.expr | None], Value] | None = None
    stock: Callable[[str, str, str | None], Value] | None = None
    outcome: Callable[[str, str | None, str | None], Value] | None = None
    levels: Callable[[str | None, str | None], list[str]] | None = None
    tables: frozenset[str] = field(default_factory=frozenset)
    uses: frozenset[str] = field(default_factory=frozenset)


def parse(text: Any) -> ast.expr:
    return ast.parse(str(text).strip(), mode="eval").body


def evaluate(text: Any, scope: Scope) -> Value:
    return walk(parse(text), scope)


def walk(node: ast.expr, scope: Scope) -> Value:
    match node:
        case ast.Constant(value=bool() | str() as value):
            return known(value)
        case ast.Constant(value=value):
            return known(float(value))
        case ast.Name(id="true" | "false" as name):
            return known(name == "true")
        case ast.Name(id="score" | "level" | "coverage" as name) if name not in scope.types:
            return scope.outcome(name, None, None)
        case ast.Name(id=name):
            return scope.column(name)
        case ast.Attribute(value=ast.Name(id=grid), attr=kind) if grid in scope.uses:
            return scope.outcome(kind, None, grid)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            value = walk(operand, scope)
            return known(not value.value) if value.state == KNOWN else value
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            value = walk(operand, scope)
            return apply(lambda x: -x, [value])
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return walk(operand, scope)
        case ast.BinOp(left=left, op=operator, right=right):
            return apply(ARITHMETIC[type(operator)], [walk(left, scope), walk(right, scope)])
        case ast.BoolOp(op=operator, values=operands):
            return kleene([walk(operand, scope) for operand in operands], isinstance(operator, ast.Or))
        case ast.Compare():
            return comparison(node, scope)
        case ast.IfExp(test=test, body=body, orelse=other):
            return branch(walk(test, scope), body, other, scope)
        case ast.Call():
            return call(node, scope)
    raise ValueError(ast.dump(node))


def apply(function: Callable[..., Any], operands: list[Value]) -> Value:
    """A function of values: none if an operand has none; `invalid` out of its domain."""
    if any(operand.state != KNOWN for operand in operands):
        return absent(first_state(operands))
    if any(isinstance(operand.value, Pair) for operand in operands):
        return apply_between(function, operands)
    try:
        return known(function(*(operand.value for operand in operands)))
    except (ZeroDivisionError, ValueError, OverflowError):
        return absent(State.INVALID)


def apply_between(function: Callable[..., Any], operands: list[Value]) -> Value:
    """A function of numbers between two ends: its smallest and largest value at the ends, and at 0 where it turns."""
    ends = [list(each.value) if isinstance(each.value, Pair) else [each.value] for each in operands]
    divides, turns = function is ARITHMETIC[ast.Div], function is ROW_FUNCTIONS["abs"]
    inside = [side[0] < 0 < side[-1] or (0 in side and len(side) > 1) for side in ends]
    if divides and inside[1]:
        return absent(State.INVALID)
    try:
        reached = [at_ends(function, numbers) for numbers in product(*ends)]
    except (ZeroDivisionError, ValueError, OverflowError):
        return absent(State.INVALID)
    reached += [0.0] if turns and inside[0] else []
    unbounded = any(isinstance(end, float) and math.isinf(end) for side in ends for end in side)
    return between(min(reached), max(reached), bounded=not unbounded)


def at_ends(function: Callable[..., Any], numbers: tuple[Any, ...]) -> Any:
    """A function at the ends of its operands, of which some are infinite: 0 times anything is 0."""
    if not any(isinstance(number, float) and math.isinf(number) for number in numbers):
        return function(*numbers)
    if function in (ROW_FUNCTIONS[name] for name in ("round", "floor", "ceil")):
        return numbers[0]
    found = function(*numbers)
    return 0.0 if math.isnan(found) else found


def kleene(operands: list[Value], deciding: bool) -> Value:
    """`or` is decided by one true operand, `and` by one false operand, whatever the others."""
    if any(operand.state == KNOWN and operand.value is deciding for operand in operands):
        return known(deciding)
    if all(operand.state == KNOWN for operand in operands):
        return known(not deciding)
    return absent(first_state(operands))


def branch(test: Value, body: ast.expr, other: ast.expr, scope: Scope) -> Value:
    if test.state != KNOWN:
        return test
    return walk(body if test.value else other, scope)


def comparison(node: ast.Compare, scope: Scope) -> Value:
    """A chain `a < b < c` is `a < b and b < c`."""
    sides = [node.left, *node.comparators]
    pairs = zip(sides, node.ops, sides[1:], strict=False)
    return kleene([compare(left, operator, right, scope, walk) for left, operator, right in pairs], False)


def call(node: ast.Call, scope: Scope) -> Value:
    if isinstance(node.func, ast.Attribute):
        return scope.outcome(node.func.attr, name_of(node.args[0]) if node.args else None, node.func.value.id)
    name = node.func.id
    first = node.args[0] if node.args else None
    if name in OUTCOMES:
        return scope.outcome(name, name_of(first) if first is not None else None, None)
    if is_event(first, scope) and name in EVENT_FUNCTIONS:
        table, column = (first.id, None) if isinstance(first, ast.Name) else (first.value.id, first.attr)
        return scope.event(name, table, column, node.args[1] if len(node.args) > 1 else None)
    if name in STOCK_FUNCTIONS and len(node.args) == 1 and isinstance(first, ast.Name):
        within = node.keywords[0].value.id if node.keywords else None
        return scope.stock(name, first.id, within)
    operands = [walk(argument, scope) for argument in node.args]
    if name == "coalesce":
        return coalesced(node.args, operands, scope)
    if name == "is_known":
        return known(operands[0].state == KNOWN)
    if name == "years_since":
        return apply(lambda since: ROW_FUNCTIONS[name](since, scope.date), operands)
    return apply(ROW_FUNCTIONS[name], operands)


def coalesced(arguments: list[ast.expr], operands: list[Value], scope: Scope) -> Value:
    """The first operand with a value.

    One that event rows leave without value, being refused, ends the search; where they lack the value, no constant
    stands for it.
    """
    lost = False
    for argument, operand in zip(arguments, operands, strict=True):
        reads = any(isinstance(part, ast.Name) and part.id not in ("true", "false") for part in ast.walk(argument))
        if lost and not reads:
            break
        open_ = operand.state != KNOWN and any(is_open(part, operand.state, scope) for part in ast.walk(argument))
        if operand.state == KNOWN or (open_ and operand.state == State.INVALID):
            return operand
        lost = lost or open_
    return absent(min(operand.state for operand in operands))


def is_open(part: ast.AST, state: State, scope: Scope) -> bool:
    """Whether event rows leave this part, in this state, without a single value."""
    if isinstance(part, ast.Name) and part.id in scope.types:
        value = scope.column(part.id)
        return value.lost and value.state == state
    first = part.args[0] if isinstance(part, ast.Call) and part.args else None
    if not (isinstance(part, ast.Call) and is_event(first, scope)):
        return False
    value = walk(part, scope)
    return state == State.INVALID if isinstance(value.value, Pair) else value.lost and value.state == state


def is_event(node: ast.expr | None, scope: Scope) -> bool:
    if isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in scope.tables


def name_of(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) else node.id
