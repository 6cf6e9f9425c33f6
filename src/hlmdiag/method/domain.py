"""Abstract values: ranges, finite sets and truth values, as far as the grid alone can tell."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

_FEW = 64


@dataclass(frozen=True)
class Numbers:
    """Numbers between two bounds; `values` lists them all where they are few."""

    low: float = -math.inf
    high: float = math.inf
    values: frozenset[float] | None = None

    def mapped(self, change: Callable[[float], float]) -> Numbers:
        """The same after a change that keeps or reverses the order."""
        if self.values is not None:
            return only(change(value) for value in self.values)
        ends = sorted((change(self.low), change(self.high)))
        return Numbers(ends[0], ends[1])


@dataclass(frozen=True)
class Truth:
    """Whether a condition can hold, and whether it can fail."""

    true: bool = True
    false: bool = True


@dataclass(frozen=True)
class Members:
    """Codes of a choice, places of levels, texts; None: any."""

    members: frozenset[Any] | None = None


Domain = Numbers | Truth | Members

ANY_NUMBER = Numbers()


def only(values: Iterable[float]) -> Numbers:
    """These numbers and no other; their bounds alone where they are many.

    >>> only([0, 100, 33]).high
    100
    """
    found = frozenset(values)
    return Numbers(min(found), max(found), found if len(found) <= _FEW else None)


def hull(first: Domain, second: Domain) -> Domain:
    """Union of two domains."""
    if isinstance(first, Numbers) and isinstance(second, Numbers):
        if first.values is not None and second.values is not None:
            return only(first.values | second.values)
        return Numbers(min(first.low, second.low), max(first.high, second.high))
    if isinstance(first, Truth) and isinstance(second, Truth):
        return Truth(first.true or second.true, first.false or second.false)
    if isinstance(first, Members) and isinstance(second, Members) and None not in (first.members, second.members):
        return Members((first.members or frozenset()) | (second.members or frozenset()))
    return Members()


def compare(operator: str, left: Domain, right: Domain) -> Truth:
    """Whether a comparison can hold, and whether it can fail."""
    if isinstance(left, Numbers) and isinstance(right, Numbers):
        return _order(operator, left, right)
    if isinstance(left, Members) and isinstance(right, Members) and left.members and right.members:
        return _among(operator, left.members, right.members)
    return Truth()


def _among(operator: str, left: frozenset[Any], right: frozenset[Any]) -> Truth:
    if operator in ("==", "!="):
        can_differ = len(left | right) > 1
        can_agree = bool(left & right)
        return Truth(can_agree, can_differ) if operator == "==" else Truth(can_differ, can_agree)
    found = {_holds(operator, a, b) for a, b in product((min(left), max(left)), (min(right), max(right)))}
    return Truth(True in found, False in found)


def _holds(operator: str, left: Any, right: Any) -> bool:
    match operator:
        case "==":
            return bool(left == right)
        case "!=":
            return bool(left != right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
        case _:
            return bool(left >= right)


def _order(operator: str, left: Numbers, right: Numbers) -> Truth:
    if operator in (">", ">="):
        return _order("<" if operator == ">" else "<=", right, left)
    if operator == "!=":
        same = _order("==", left, right)
        return Truth(same.false, same.true)
    if left.values is not None and right.values is not None:
        found = {_holds(operator, a, b) for a, b in product(left.values, right.values)}
        return Truth(True in found, False in found)
    if operator == "==":
        return Truth(left.low <= right.high and right.low <= left.high, True)
    if operator == "<":
        return Truth(left.low < right.high, left.high >= right.low)
    return Truth(left.low <= right.high, left.high > right.low)


def arithmetic(operator: str, left: Numbers, right: Numbers) -> Numbers:
    """The bounds of an operation on what two sides can be, each free of the other.

    >>> arithmetic("/", Numbers(0, 10), Numbers(2, 5))
    Numbers(low=0.0, high=5.0, values=None)
    """
    if operator == "+":
        return Numbers(left.low + right.low, left.high + right.high)
    if operator == "-":
        return Numbers(left.low - right.high, left.high - right.low)
    if operator == "/":
        right = _inverse(right)
    ends = [_times(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    return Numbers(min(ends), max(ends))


def _inverse(number: Numbers) -> Numbers:
    """One divided by it; zero itself is refused when the grid is used."""
    if number.low < 0 < number.high:
        return ANY_NUMBER
    if number.low >= 0:
        return Numbers(_one_over(number.high, math.inf), _one_over(number.low, math.inf))
    return Numbers(_one_over(number.high, -math.inf), _one_over(number.low, -math.inf))


def _one_over(value: float, at_zero: float) -> float:
    return 1 / value if value else at_zero


def _times(left: float, right: float) -> float:
    return 0.0 if 0 in (left, right) else left * right
