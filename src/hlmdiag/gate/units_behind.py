"""The units that make a condition on the whole stock hold, so that a verdict names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import or_
from typing import assert_never

import polars as pl

from hlmdiag.campaign.bounds import Ends, OnBounds, compared
from hlmdiag.expression import WholeRef
from hlmdiag.expression.compiled_comparisons import SWAPPED
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

_CONTRARY: dict[OrderOperator, OrderOperator] = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_COUNTED = ("count", "share")
_COMPARED = ("mean", "median", "min", "max")


def units_behind(tree: Tree, places: Mapping[WholeRef, int], bounded: OnBounds) -> pl.Expr | None:
    """True for the units that make a condition hold for certain; None when none does so alone.

    Over the columns `low|<place>` and `high|<place>`; `bounded` knows the aggregates by their ends.
    `share(x) > 0.05` names the units where x is true, `share(x) < 0.8` those where it is false, `median(score) > 40`
    those above 40.
    """
    found = list(_walk(tree, True, places, bounded))
    return reduce(or_, found).fill_null(value=False) if found else None


def _walk(tree: Tree, wanted: bool, places: Mapping[WholeRef, int], bounded: OnBounds) -> Iterator[pl.Expr]:
    match tree:
        case Logic(operands=operands):
            for operand_ in operands:
                if pl.select(bounded.cell(operand_).value).item() is wanted:
                    yield from _walk(operand_, wanted, places, bounded)
        case Not(operand=inner):
            yield from _walk(inner, not wanted, places, bounded)
        case Compare(operator=sign, left=Ref(reference=WholeRef() as whole), right=right):
            yield from _compared(whole, sign if wanted else _CONTRARY[sign], right, places, bounded)
        case Compare(operator=sign, left=left, right=Ref(reference=WholeRef() as whole)):
            turned = SWAPPED[sign]
            yield from _compared(whole, turned if wanted else _CONTRARY[turned], left, places, bounded)
        case (
            Constant()
            | Ref()
            | Arithmetic()
            | Negative()
            | Compare()
            | InList()
            | Branch()
            | FunctionCall()
            | ThresholdLookup()
        ):
            for whole in _wholes(tree):
                if whole.function in _COUNTED:
                    yield _is_true(places[whole])
        case _:
            assert_never(tree)


def _compared(
    whole: WholeRef, sign: OrderOperator, other: Tree, places: Mapping[WholeRef, int], bounded: OnBounds
) -> Iterator[pl.Expr]:
    place = places[whole]
    low, high = pl.col(f"low|{place}"), pl.col(f"high|{place}")
    if whole.function in _COUNTED:
        yield (high == 0) if sign in ("<", "<=") else _is_true(place)
    elif whole.function in _COMPARED:
        ends = bounded.reach(other)
        least, most = pl.select(ends.low.alias("low"), ends.high.alias("high")).row(0)
        bound = Ends(pl.lit(least), pl.lit(most), pl.lit(value=True))
        yield pl.col(f"applies|{place}") & compared(Ends(low, high, pl.lit(value=True)), sign, bound)[0]


def _is_true(place: int) -> pl.Expr:
    return pl.col(f"low|{place}") == 1


def _wholes(tree: Tree) -> Iterator[WholeRef]:
    if isinstance(tree, Ref) and isinstance(tree.reference, WholeRef):
        yield tree.reference
    for part in parts(tree):
        yield from _wholes(part)
