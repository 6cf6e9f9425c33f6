"""The contrary of a condition, as a sentence says it: « neither a nor b » for « not (a or b) »."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, assert_never

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

_CONTRARY: Final[dict[OrderOperator, OrderOperator]] = {
    "==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">",
}  # fmt: skip


def contrary(condition: Tree) -> Tree | None:
    """The contrary without a « not » around several conditions; None where no simpler condition says it.

    An answer that is not known leaves both unknown alike.
    """
    match condition:
        case Not(operand=operand):
            return operand
        case Logic(operator=operator, operands=operands):
            told = tuple(contrary(each) or _not(each) for each in operands)
            return replace(condition, operator="or" if operator == "and" else "and", operands=told)
        case Compare(operator=order, left=left) if not isinstance(left, Constant):
            return replace(condition, operator=_CONTRARY[order])
        case InList(negated=negated):
            return replace(condition, negated=not negated)
        case Compare() | Constant() | Ref() | Arithmetic() | Negative() | Branch() | FunctionCall() | ThresholdLookup():
            return None
        case _:
            assert_never(condition)


def _not(condition: Tree) -> Not:
    return Not(condition.type, condition.start, condition.end, condition)
