"""Which units make a condition on the whole hold, so that a verdict names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import reduce
from operator import or_

import polars as pl

from hlmdiag.expression import Expression, Operand, Reference, Whole, compile
from hlmdiag.expression.relations import SWAPPED, ordered
from hlmdiag.expression.tree import Compare, Logic, Not, Order, Read, Tree, parts
from hlmdiag.scoring.columns import code, operand
from hlmdiag.states import State

__all__ = ["concerned"]

_CONTRARY: dict[Order, Order] = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_COUNTED = ("count", "share")
_COMPARED = ("mean", "median", "min", "max")


def concerned(tree: Tree, places: Mapping[Whole, int], values: Mapping[Whole, float | None]) -> pl.Expr | None:
    """True for the units that make a condition hold, over the columns `value|<place>`; None when none does so alone.

    `share(x) > 0.05` names the units where x is true, `share(x) < 0.8` those where it is false, `median(score) > 40`
    those above 40.
    """
    found = list(_walk(tree, True, places, values))
    return reduce(or_, found).fill_null(value=False) if found else None


def _walk(
    tree: Tree, wanted: bool, places: Mapping[Whole, int], values: Mapping[Whole, float | None]
) -> Iterator[pl.Expr]:
    match tree:
        case Logic(operands=operands):
            for operand_ in operands:
                if _value(operand_, values) is wanted:
                    yield from _walk(operand_, wanted, places, values)
        case Not(operand=inner):
            yield from _walk(inner, not wanted, places, values)
        case Compare(operator=sign, left=Read(reference=Whole() as whole), right=right):
            yield from _compared(whole, sign if wanted else _CONTRARY[sign], right, places, values)
        case Compare(operator=sign, left=left, right=Read(reference=Whole() as whole)):
            turned = SWAPPED[sign]
            yield from _compared(whole, turned if wanted else _CONTRARY[turned], left, places, values)
        case _:
            for whole in _wholes(tree):
                if whole.function in _COUNTED:
                    yield pl.col(f"value|{places[whole]}")


def _compared(
    whole: Whole, sign: Order, other: Tree, places: Mapping[Whole, int], values: Mapping[Whole, float | None]
) -> Iterator[pl.Expr]:
    column = pl.col(f"value|{places[whole]}")
    if whole.function in _COUNTED:
        yield ~column if sign in ("<", "<=") else column
    elif whole.function in _COMPARED:
        bound = _value(other, values)
        if bound is not None:
            yield ordered(column, sign, pl.lit(bound))


def _wholes(tree: Tree) -> Iterator[Whole]:
    if isinstance(tree, Read) and isinstance(tree.reference, Whole):
        yield tree.reference
    for part in parts(tree):
        yield from _wholes(part)


def _value(tree: Tree, values: Mapping[Whole, float | None]) -> bool | float | None:
    """The value of a part, once the aggregates are known."""

    def resolve(reference: Reference) -> Operand:
        assert isinstance(reference, Whole)
        return operand(pl.lit(values[reference], dtype=pl.Float64), code(State.MISSING))

    found: bool | float | None = pl.select(compile(Expression("", tree, ()), resolve, pl, date.min).value).item()
    return found
