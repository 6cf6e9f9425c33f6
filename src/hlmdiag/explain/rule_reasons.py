"""Alternatives of a rule of levels that hold for a unit, by what its row of the result says."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, assert_never

import polars as pl

from hlmdiag.data.decode import decode
from hlmdiag.expression import ColumnRef, EventRef, Expression, Reference, ResultRef, StockRef, WholeRef
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
)
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.external_references import reference_text
from hlmdiag.scoring.result_columns import read_column, score_column

_ORDERS: Final[Mapping[OrderOperator, Callable[[Any, Any], bool]]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def alternatives(rule: Expression) -> tuple[Tree, ...]:
    """The conditions of which one is enough for a rule; one alone where it has no « or »."""
    tree = rule.tree
    return tree.operands if isinstance(tree, Logic) and tree.operator == "or" else (tree,)


def alternatives_met(rule: Expression, row: Mapping[str, Any], grid: Grid) -> tuple[Tree, ...]:
    """The alternatives that a row of a result shows to hold; none that the row alone does not settle."""
    facts = _Facts(row, grid)
    return tuple(each for each in alternatives(rule) if facts.holds(each) is True)


class _Facts:
    """A row, in which a condition holds, does not, or is not settled (None)."""

    def __init__(self, row: Mapping[str, Any], grid: Grid) -> None:
        self._row, self._grid = row, grid

    def holds(self, condition: Tree) -> bool | None:
        match condition:
            case Logic(operator=joint, operands=operands):
                return _joined(joint == "or", (self.holds(each) for each in operands))
            case Not(operand=operand):
                inside = self.holds(operand)
                return None if inside is None else not inside
            case Compare(operator=order, left=Ref(reference=reference), right=Constant(value=value)):
                known = self._value(reference)
                return None if known is None else _ORDERS[order](known, value)
            case Ref(reference=reference) if condition.type.kind == "boolean":
                known = self._value(reference)
                return known if isinstance(known, bool) else None
            case Compare() | Ref() | Constant() | Arithmetic() | Negative() | InList() | Branch() | FunctionCall():
                return None
            case ThresholdLookup():
                return None
            case _:
                assert_never(condition)

    def _value(self, reference: Reference) -> Any:
        """The value of a reference; None where the row does not hold it."""
        match reference:
            case ColumnRef(name=name):
                return self._answer(name)
            case ResultRef(kind="score", node=str(node), grid=None):
                return self._row.get(score_column(node))
            case ResultRef(kind="flag", node=str(node), grid=None):
                raised, open_ = (node in (self._row.get(name) or ()) for name in ("flags", "flags_to_check"))
                return raised if raised or not open_ else None
            case ResultRef(grid=str()):
                return self._row.get(read_column(reference_text(reference)))
            case ResultRef() | EventRef() | StockRef() | WholeRef():
                return None
            case _:
                assert_never(reference)

    def _answer(self, name: str) -> Any:
        column = self._grid.columns[name]
        if column.computed is not None or not isinstance(text := self._row.get(name), str):
            return None
        return decode(pl.Series([text]), column).values.item()


def _joined(ends: bool, inside: Iterator[bool | None]) -> bool | None:
    found = list(inside)
    return ends if ends in found else None if None in found else not ends
