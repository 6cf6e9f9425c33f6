"""Conditions decided on what is still possible: until all is known, a score, a level, a coverage has two ends.

Scoring decides a flag on the published score, which some answers may still move. A comparison with another result
must not: it holds for certain, is excluded for certain, or is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple, TypeGuard, assert_never

import polars as pl

from hlmdiag.expression import DECIMALS, Expression, Operand, Reference, ResultRef, rounded
from hlmdiag.expression.compiled_comparisons import comparable, member
from hlmdiag.expression.compiler import Alerts, Compiler, Resolve, ValueAndState, round_step
from hlmdiag.expression.tree import (
    Arithmetic,
    Branch,
    Compare,
    Constant,
    FunctionCall,
    InList,
    Logic,
    Negative,
    Not,
    OrderOperator,
    Ref,
    ThresholdLookup,
    Tree,
    parts,
)
from hlmdiag.scoring.columns import code
from hlmdiag.states import KNOWN, State

_INFINITE = float("inf")
_LEANING = ("coalesce", "is_known")
"""The functions that give another value where an operand has none: the only ones that a lost answer can mislead."""


class Ends(NamedTuple):
    """The ends between which a result lies, and whether it applies: true, false, or null where that is open."""

    low: pl.Expr
    high: pl.Expr
    applies: pl.Expr


def holds(
    condition: Expression, resolve: Resolve, ends: Callable[[ResultRef], Ends], day: date, alerts: Alerts | None
) -> pl.Expr:
    """True or false where a condition is so whatever the answers still unknown, else null.

    `resolve` gives what is read of the row, `ends` the bounds of this grid's own results.
    """
    compiler = OnBounds(resolve, lambda it: ends(it) if is_own(it) else None, day, alerts)
    return compiler.sure(condition.tree).value


def leaning(expression: Expression) -> frozenset[Reference]:
    """References for which an expression takes another value when they are unknown (`coalesce`, `is_known`…)."""
    return frozenset(_leaning(expression.tree, inside=False))


def _leaning(tree: Tree, *, inside: bool) -> Iterator[Reference]:
    inside = inside or (isinstance(tree, FunctionCall) and tree.function in _LEANING)
    if inside and isinstance(tree, Ref):
        yield tree.reference
    for part in parts(tree):
        yield from _leaning(part, inside=inside)


def is_own(reference: Reference) -> TypeGuard[ResultRef]:
    """Whether a reference is a result of this very grid, known by its two ends."""
    kinds = ("score", "level", "coverage")
    return isinstance(reference, ResultRef) and reference.grid is None and reference.kind in kinds


class OnBounds(Compiler):
    """Compiles what reads numbers that are known by their ends alone, such as the results of this grid.

    `find` gives the ends of a reference, or None for what `resolve` knows.
    """

    def __init__(
        self, resolve: Resolve, find: Callable[[Reference], Ends | None], day: date, alerts: Alerts | None
    ) -> None:
        self.find = find
        super().__init__(lambda it: resolve(it) if (ends := find(it)) is None else _firm(ends), pl, day, alerts)

    def sure(self, tree: Tree) -> ValueAndState:
        """The value, if it holds whatever the unknown answers are; a fallback in place of one does not."""
        value, state = self.cell(tree)
        found = [ends for each in _leaning(tree, inside=False) if (ends := self.find(each)) is not None]
        if not found:
            return ValueAndState(value, state)
        is_firm = pl.all_horizontal([_firm(ends).state == int(KNOWN) for ends in found])
        value = pl.when(is_firm).then(value).otherwise(None)
        open_state = pl.when(is_firm).then(self.known() if state is None else state)
        return ValueAndState(value, open_state.otherwise(code(State.MISSING)))

    def reach(self, tree: Tree) -> Ends:
        """Lowest and highest possible number or level; infinite where it has no bound."""
        match tree:
            case Ref() if (ends := self.find(tree.reference)) is not None:
                return _wide(ends)
            case Negative(operand=operand):
                low, high, applies = self.reach(operand)
                return Ends(-high, -low, applies)
            case Arithmetic():
                return self._chain(tree)
            case FunctionCall(function="min" | "max" | "round" | "floor" | "ceil"):
                return self._rising(tree)
            case (
                Constant()
                | Ref()
                | Compare()
                | InList()
                | Logic()
                | Not()
                | Branch()
                | FunctionCall()
                | ThresholdLookup()
            ):
                return self._as_known(tree)
            case _:
                assert_never(tree)

    def _as_known(self, tree: Tree) -> Ends:
        value, state = self.sure(tree)
        value = comparable(tree, value, pl).cast(pl.Float64)
        if isinstance(tree, Constant) or state is None:
            return _wide(Ends(value, value, pl.lit(value=True)))
        applies = pl.when(state == int(State.NOT_APPLICABLE)).then(False).when(state == int(KNOWN)).then(True)
        return _wide(Ends(value, value, applies.otherwise(None)))

    def _chain(self, tree: Arithmetic) -> Ends:
        found = self.reach(tree.first)
        for sign, right in tree.rest:
            low, high, applies = self.reach(right)
            both = found.applies & applies
            match sign:
                case "+":
                    found = Ends(found.low + low, found.high + high, both)
                case "-":
                    found = Ends(found.low - high, found.high - low, both)
                case "*":
                    found = _product(found, Ends(low, high, both))
                case "/":
                    spans = (low <= 0) & (high >= 0)
                    inverse = Ends(_unless(spans, 1 / high, -1), _unless(spans, 1 / low, 1), both)
                    found = _product(found, inverse)
                case _:
                    assert_never(sign)
        return _wide(found)

    def _rising(self, tree: FunctionCall) -> Ends:
        found = [self.reach(each) for each in tree.arguments]
        applies = pl.all_horizontal([each.applies for each in found])
        lows, highs = [each.low for each in found], [each.high for each in found]
        match tree.function:
            case "min":
                return Ends(pl.min_horizontal(lows), pl.min_horizontal(highs), applies)
            case "max":
                return Ends(pl.max_horizontal(lows), pl.max_horizontal(highs), applies)
            case _:
                return Ends(_stepped(tree, lows[0]), _stepped(tree, highs[0]), applies)

    def _compare(self, tree: Compare) -> ValueAndState:
        if not self._moves(tree):
            return super()._compare(tree)
        left, right = self.reach(tree.left), self.reach(tree.right)
        sure, never = compared(left, tree.operator, right)
        return self._decided(sure, never, left.applies & right.applies)

    def _among(self, tree: InList) -> ValueAndState:
        if not self._moves(tree) or tree.operand.type.kind != "level":
            return super()._among(tree)
        low, high, applies = self.reach(tree.operand)
        places = {int(member(each)) for each in tree.members}
        gaps = set(range(min(places), max(places))) - places
        in_one = {each: (low <= each) & (high >= each) for each in places | gaps}
        sure = (
            (low >= min(places))
            & (high <= max(places))
            & ~pl.any_horizontal([pl.lit(value=False), *(in_one[it] for it in gaps)])
        )
        never = ~pl.any_horizontal([in_one[it] for it in places])
        return self._decided(never, sure, applies) if tree.negated else self._decided(sure, never, applies)

    def _moves(self, tree: Tree) -> bool:
        """Whether a part reads what is known by its ends alone."""
        if isinstance(tree, Ref):
            return self.find(tree.reference) is not None
        return any(self._moves(part) for part in parts(tree))

    def _decided(self, sure: pl.Expr, never: pl.Expr, applies: pl.Expr) -> ValueAndState:
        """True where that is sure, false where it is excluded or does not apply."""
        decided = pl.when(~applies | never).then(False).when(sure & applies).then(True).otherwise(None)
        return ValueAndState(decided, pl.when(decided.is_not_null()).then(self.known()).otherwise(code(State.MISSING)))


def _firm(ends: Ends) -> Operand:
    """The value of what can no longer move."""
    low, high, applies = ends
    value = pl.when((low == high) & applies).then(low).otherwise(None)
    without = pl.when(~applies).then(code(State.NOT_APPLICABLE)).otherwise(code(State.MISSING))
    return Operand(value, pl.when(value.is_not_null()).then(code(KNOWN)).otherwise(without))


def compared(left: Ends, operator: OrderOperator, right: Ends) -> tuple[pl.Expr, pl.Expr]:
    """The rows where a comparison of two intervals is sure, and those where it is excluded."""
    a, b = left, right
    match operator:
        case ">":
            return a.low > b.high, a.high <= b.low
        case ">=":
            return a.low >= b.high, a.high < b.low
        case "<" | "<=":
            return compared(b, ">" if operator == "<" else ">=", a)
        case "==":
            is_one = (a.low == a.high) & (b.low == b.high)
            return is_one & (a.low == b.low), (a.high < b.low) | (a.low > b.high)
        case "!=":
            same, other = compared(a, "==", b)
            return other, same
        case _:
            assert_never(operator)


def _product(left: Ends, right: Ends) -> Ends:
    """The product of two intervals; nothing times no end is taken as no end."""
    ends = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
    open_ = pl.any_horizontal([each.is_nan() for each in ends])
    low, high = _unless(open_, pl.min_horizontal(ends), -1), _unless(open_, pl.max_horizontal(ends), 1)
    return Ends(low, high, right.applies)


def _unless(is_open: pl.Expr, end: pl.Expr, sign: int) -> pl.Expr:
    return pl.when(is_open).then(pl.lit(sign * _INFINITE)).otherwise(end)


def _stepped(tree: FunctionCall, end: pl.Expr) -> pl.Expr:
    return pl.when(end.is_finite()).then(round_step(tree, end, pl)).otherwise(end)


def _wide(ends: Ends) -> Ends:
    """Ends as they are compared, infinite where there is none."""
    return Ends(_written(ends.low, -1), _written(ends.high, 1), ends.applies)


def _written(end: pl.Expr, sign: int) -> pl.Expr:
    return rounded(end.cast(pl.Float64).fill_nan(None).fill_null(sign * _INFINITE), DECIMALS, pl)
