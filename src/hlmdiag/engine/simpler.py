"""Computations that give the same with less: engines work out each of them for every row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hlmdiag.engine.graph import Node, NodeTable

_MOST_CODES = 64
"""Above, names are looked for among places instead of being listed by code."""


def simpler(pool: NodeTable, op: str, args: Sequence[Node], *params: object) -> Node:
    """The node of an operation, or one that gives the same."""
    if (op, *params) == ("call", "coalesce"):
        first = next((place for place, each in enumerate(args) if each.never_null), len(args))
        args = args[: first + 1]
        if len(args) == 1:
            return args[0]
    if (op, *params) == ("infix", "*") and _is_one(args[1]) and _is_float(args[0]):
        return args[0]
    if op == "case" and _is_rounded(*args):
        told, rounded, value = args
        if _are_round(value, rounded.params[0]):
            return value
        if _is_within(value, told.args[1]):
            return rounded
    return pool.node(op, args, *params)


def without_negative_zero(pool: NodeTable, value: Node) -> Node:
    """A number, zero having no sign."""
    found = _constants(value)
    if found is not None and all(each is None or str(each) != "-0.0" for each in found):
        return value
    # in SQL, adding zero does it, and is shorter than a choice
    return pool.node("infix", (value, pool.literal(0.0, "Float64")), "+")


def named_codes(place: Node, names: tuple[str, ...]) -> tuple[Node, tuple[str | None, ...]]:
    """What an enumeration is read from, and its names: of places, or of the codes of which the places are worked out.

    `place` is the place of a name, perhaps chosen by a code: the place 5 for the code 9, else 4 for the code 5…
    """
    found: dict[int, str] = {}
    code, node = None, place
    while node.op == "case":
        told, chosen, node = node.args
        if told.op != "infix" or told.params != ("=",) or chosen.op != "literal" or told.args[1].op != "literal":
            return place, names
        value, number = told.args[1].params[2], chosen.params[2]
        is_code = isinstance(value, int) and isinstance(number, int) and 0 <= value < _MOST_CODES
        if not is_code or code not in (None, told.args[0]):
            return place, names
        code = told.args[0]
        found.setdefault(int(value), names[int(number)])  # type: ignore[call-overload]  # an integer, as tested
    if code is None or node.op != "literal" or node.params[2] is not None:
        return place, names
    return code, tuple(found.get(each) for each in range(max(found) + 1))


def _is_rounded(told: Node, rounded: Node, value: Node) -> bool:
    """Whether a choice rounds a value unless it is large."""
    if rounded.op != "round" or rounded.args[0] is not value or (told.op, told.params) != ("infix", ("<",)):
        return False
    size = told.args[0]
    return (size.op, size.params) == ("call", ("abs",)) and size.args[0] is value


def _are_round(value: Node, digits: object) -> bool:
    """Whether a value is one of some constants, which rounding leaves as they are."""
    found = _constants(value)
    if found is None or not isinstance(digits, int):
        return False
    return all(each is None or round(each, digits) == each for each in found)


def _is_within(value: Node, bound: Node) -> bool:
    """Whether a value is limited to less than a bound, on both sides."""
    if value.op != "clip" or value.params != (True, True):
        return False
    ends = [each.params[2] for each in (*value.args[1:], bound) if each.op == "literal"]
    numbers = [float(each) for each in ends if isinstance(each, float | int)]
    return len(numbers) == 3 and max(map(abs, numbers[:2])) < numbers[2]


def _constants(value: Node) -> list[Any] | None:
    """The constants among which a value is chosen; None where it may be something else."""
    match value.op:
        case "literal":
            return [value.params[2]] if isinstance(value.params[2], float | int | None) else None
        case "case":
            chosen: Sequence[Node] = value.args[1:]
        case "lookup":
            chosen = (value.args[1], *value.args[3::2])
        case _:
            return None
    found = [_constants(each) for each in chosen]
    return None if None in found else [each for some in found if some is not None for each in some]


def _is_one(node: Node) -> bool:
    return node.op == "literal" and node.params[0] == "Float64" and node.params[2] == 1


def _is_float(node: Node) -> bool:
    if (node.op, *node.params[:1]) == ("call", "coalesce"):
        return all(map(_is_float, node.args))
    return node.op in ("cast", "literal") and node.params[0] == "Float64"
