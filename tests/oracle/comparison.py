"""Comparisons: of numbers at nine decimals, texts without accents, choices by code, levels by order, bounds."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from hlmdiag.states import KNOWN, State
from oracle.value import Bounds, Pair, Value, absent, first_state, fold, known, round9

if TYPE_CHECKING:
    from oracle.expression import Scope

ORDER = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
Walk = Callable[[ast.expr, "Scope"], Value]


def compare(left: ast.expr, sign: ast.cmpop, right: ast.expr, scope: Scope, walk: Walk) -> Value:
    """One comparison; a not-applicable operand makes it false, never unknown (design §5.2)."""
    if isinstance(sign, ast.In | ast.NotIn):
        return belongs(left, isinstance(sign, ast.In), right, scope, walk)
    a, b = sides(left, right, scope, walk)
    return decide(a, b, lambda x, y: ordered(x, y, sign))


def decide(a: Value, b: Value, test: Callable[[Any, Any], Any]) -> Value:
    if State.NOT_APPLICABLE in (a.state, b.state):
        return known(False)
    if a.state != KNOWN or b.state != KNOWN:
        return absent(first_state([a, b]))
    answer = test(a.value, b.value)
    without = State.INVALID if isinstance(a.value, Pair) or isinstance(b.value, Pair) else State.MISSING
    return absent(without) if answer is None else known(answer)


def belongs(left: ast.expr, wanted: bool, right: ast.expr, scope: Scope, walk: Walk) -> Value:
    if isinstance(right, ast.Name):
        return known((walk(left, scope).value in walk(right, scope).value) is wanted)
    value = walk(left, scope)
    if value.state != KNOWN:
        return known(False) if value.state == State.NOT_APPLICABLE else value
    same = [ordered(*(side.value for side in sides(left, item, scope, walk)), ast.Eq()) for item in right.elts]
    if None in same and True not in same:
        return absent(State.INVALID)
    return known((True in same) is wanted)


def ordered(x: Any, y: Any, sign: ast.cmpop) -> bool | None:
    """Whether x stands so to y; None where bounds leave it open."""
    test = ORDER[type(sign)]
    if isinstance(x, Bounds) or isinstance(y, Bounds):
        return bounded(x, y, sign)
    if isinstance(x, Pair) or isinstance(y, Pair):
        return apart(x, y, sign)
    if isinstance(x, str) and isinstance(y, str):
        return test(fold(x), fold(y))
    if isinstance(x, float) and isinstance(y, float):
        return test(round9(x), round9(y))
    return test(x, y)


def bounded(x: Any, y: Any, sign: ast.cmpop) -> bool | None:
    """A comparison is decided when every whole number between the bounds gives the same answer."""
    answers = {ORDER[type(sign)](a, b) for a in spread(x) for b in spread(y)}
    return answers.pop() if len(answers) == 1 else None


def apart(x: Any, y: Any, sign: ast.cmpop) -> bool | None:
    """Whether two numbers between their ends compare alike wherever they are: at the ends, and where they may meet."""
    (a, b), (c, d) = ([round9(end) for end in (side if isinstance(side, Pair) else (side, side))] for side in (x, y))
    tried = [(left, right) for left in (a, b) for right in (c, d)]
    if max(a, c) <= min(b, d):
        meet = max(a, c)
        tried.append((meet, meet))
    answers = {ORDER[type(sign)](left, right) for left, right in tried}
    return answers.pop() if len(answers) == 1 else None


def spread(x: Any) -> list[float]:
    return [float(n) for n in range(int(x.low), int(x.high) + 1)] if isinstance(x, Bounds) else [x]


def sides(left: ast.expr, right: ast.expr, scope: Scope, walk: Walk) -> tuple[Value, Value]:
    """Both sides, each literal understood as its neighbour wants it: a level, a code or label, a date."""
    return side(left, right, scope, walk), side(right, left, scope, walk)


def side(node: ast.expr, beside: ast.expr, scope: Scope, walk: Walk) -> Value:
    levels = levels_of(beside, scope)
    if levels and levels_of(node, scope) is None and isinstance(node, ast.Name | ast.Constant):
        return known(levels.index(node.id if isinstance(node, ast.Name) else node.value))
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and isinstance(beside, ast.Name):
        return known(literal(node.value, scope.types.get(beside.id, {"type": "text"})))
    return walk(node, scope)


def levels_of(node: ast.expr, scope: Scope) -> list[str] | None:
    """The levels, from best to worst, that a name or call stands among; None if it is no level."""
    match node:
        case ast.Name(id="level") if "level" not in scope.types:
            return scope.levels(None, None)
        case ast.Call(func=ast.Name(id="level"), args=[argument]):
            return scope.levels(getattr(argument, "id", getattr(argument, "value", None)), None)
        case ast.Attribute(value=ast.Name(id=grid), attr="level") if grid in scope.uses:
            return scope.levels(None, grid)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=grid), attr="level"), args=[argument]):
            return scope.levels(getattr(argument, "id", getattr(argument, "value", None)), grid)
    return None


def literal(text: str, spec: dict[str, Any]) -> Any:
    """A text beside a column: a code or label of a choice, a date, or itself."""
    if spec["type"] == "choice":
        for code, label in spec["choices"].items():
            if fold(text) in (fold(code), fold(label)):
                return code
        raise ValueError(text)
    if spec["type"] in ("date", "month"):
        return datetime.strptime(text, "%d/%m/%Y").date() if "/" in text else date.fromisoformat(text)
    return text
