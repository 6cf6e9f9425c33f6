"""Conditions decided on what is still possible: until all is known, a score, a level, a coverage has two ends.

Scoring decides a flag on the published score, which some answers may still move. A comparison with another result
must not: it holds for certain, is excluded for certain, or is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple, TypeGuard

import polars as pl

from hlmdiag.expression import DECIMALS, Expression, Operand, Outcome, Reference, rounded
from hlmdiag.expression.compile import Alerts, Cell, Compiler, Resolve
from hlmdiag.expression.relations import SWAPPED, between, comparable
from hlmdiag.expression.tree import Apply, Compare, Order, Read, Tree, parts
from hlmdiag.scoring.columns import code
from hlmdiag.states import KNOWN, State

__all__ = ["Ends", "holds", "leaning"]

_LEANING = ("coalesce", "is_known")
"""The functions that give another value where an operand has none: the only ones that a lost answer can mislead."""


class Ends(NamedTuple):
    """Where a result still lies, and whether it applies: true, false, or null where that is open."""

    low: pl.Expr
    high: pl.Expr
    applies: pl.Expr


def holds(
    condition: Expression, resolve: Resolve, ends: Callable[[Outcome], Ends], day: date, alerts: Alerts | None
) -> pl.Expr:
    """True or false where a condition is so whatever the answers still unknown, else null.

    `resolve` gives what is read of the row, `ends` the bounds of this grid's own results.
    """
    compiler = _OnBounds(resolve, ends, day, alerts)
    value = compiler.cell(condition.tree).value
    masked = [compiler.firm(outcome).state == int(KNOWN) for outcome in _leaning_outcomes(condition.tree)]
    return pl.when(pl.all_horizontal(masked)).then(value).otherwise(None) if masked else value


def leaning(expression: Expression) -> frozenset[Reference]:
    """What an expression does without where it is not known, taking another value for it."""
    return frozenset(_leaning(expression.tree, inside=False))


def _leaning(tree: Tree, *, inside: bool) -> Iterator[Reference]:
    inside = inside or (isinstance(tree, Apply) and tree.function in _LEANING)
    if inside and isinstance(tree, Read):
        yield tree.reference
    for part in parts(tree):
        yield from _leaning(part, inside=inside)


def _leaning_outcomes(tree: Tree) -> list[Outcome]:
    return [each for each in _leaning(tree, inside=False) if _is_own(each)]


def _is_own(reference: Reference) -> TypeGuard[Outcome]:
    is_own = isinstance(reference, Outcome) and reference.grid is None
    return is_own and isinstance(reference, Outcome) and reference.kind in ("score", "level", "coverage")


class _OnBounds(Compiler):
    """Compiles a condition, the results of this grid being known by their ends alone."""

    def __init__(self, resolve: Resolve, ends: Callable[[Outcome], Ends], day: date, alerts: Alerts | None) -> None:
        self.ends = ends
        super().__init__(lambda it: self.firm(it) if _is_own(it) else resolve(it), pl, day, alerts)

    def firm(self, outcome: Outcome) -> Operand:
        """The value of a result that can no longer move."""
        low, high, applies = self.ends(outcome)
        value = pl.when((low == high) & applies).then(low).otherwise(None)
        without = pl.when(~applies).then(code(State.NOT_APPLICABLE)).otherwise(code(State.MISSING))
        return Operand(value, pl.when(value.is_not_null()).then(code(KNOWN)).otherwise(without))

    def _compare(self, tree: Compare) -> Cell:
        for side, other, operator in (
            (tree.left, tree.right, tree.operator),
            (tree.right, tree.left, SWAPPED[tree.operator]),
        ):
            if isinstance(side, Read) and _is_own(side.reference):
                return self._compare_ends(side.reference, operator, other)
        return super()._compare(tree)

    def _compare_ends(self, outcome: Outcome, operator: Order, other: Tree) -> Cell:
        """A comparison with a result: sure where both ends agree, and false where it does not apply."""
        low, high, applies = self.ends(outcome)
        value, state = self.cell(other)
        value = comparable(other, value, pl).cast(pl.Float64)
        sure, never = between(_written(low, -1), _written(high, 1), operator, value)
        excluded = ~applies if state is None else ~applies | (state == int(State.NOT_APPLICABLE))
        decided = pl.when(excluded | never).then(False).when(sure & applies).then(True).otherwise(None)
        return Cell(decided, pl.when(decided.is_not_null()).then(self.known()).otherwise(code(State.MISSING)))


def _written(end: pl.Expr, sign: int) -> pl.Expr:
    return rounded(end.cast(pl.Float64), DECIMALS, pl).fill_null(sign * float("inf"))
