"""A condition as a survey on a phone decides it: a question is shown unless it certainly does not apply.

The condition is that of a criterion, where it reads other questions of the same form and nothing else. What was not
answered decides nothing, so that the condition is written twice over: what lets it hold, and what lets it not hold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from hlmdiag.expression import Expression
from hlmdiag.expression.names import ColumnRef
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

_CONTRARY: dict[OrderOperator, OrderOperator] = {
    "==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<",
}  # fmt: skip
_TURNED: dict[OrderOperator, OrderOperator] = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


class NotInTheForm(Exception):
    """The condition reads something else than the questions of the form, or says more than a survey can decide."""


@dataclass(frozen=True)
class Survey:
    """Names of questions and spelling of codes in a survey; `unsaid`: codes of an answer without content."""

    name: Callable[[str], str | None]
    code: Callable[[str], str]
    unsaid: tuple[str, ...]


def relevance(condition: Expression, survey: Survey) -> str:
    """The condition in the language of XLSForm; raises `NotInTheForm` where it cannot be said there."""
    return _may(condition.tree, survey, holds=True)


def _may(tree: Tree, survey: Survey, *, holds: bool) -> str:
    """Expression that allows a condition to hold, or not to hold."""
    match tree:
        case Logic(operator=operator, operands=operands):
            joint = " and " if (operator == "and") is holds else " or "
            return f"({joint.join(_may(each, survey, holds=holds) for each in operands)})"
        case Not(operand=operand):
            return _may(operand, survey, holds=not holds)
        case Compare(operator=operator, left=left, right=right):
            wanted = operator if holds else _CONTRARY[operator]
            return _compared(left, wanted, right, survey)
        case InList(operand=operand, members=members, negated=negated):
            one_of = negated is not holds
            joint, sign = (" or ", "=") if one_of else (" and ", "!=")
            name = _question(operand, survey)
            tests = joint.join(f"{name} {sign} {_written(each, survey)}" for each in members)
            return f"({_open(name, survey)} or {tests if one_of else f'({tests})'})"
        case Ref():
            name = _question(tree, survey)
            return f"({_open(name, survey)} or {name} = '{survey.code('true' if holds else 'false')}')"
        case FunctionCall(function="is_known", arguments=(operand,)):
            name = _question(operand, survey)
            return f"not({_open(name, survey)})" if holds else f"({_open(name, survey)})"
        case Constant() | Arithmetic() | Negative() | Branch() | FunctionCall() | ThresholdLookup():
            raise NotInTheForm
        case _:
            assert_never(tree)


def _compared(left: Tree, operator: OrderOperator, right: Tree, survey: Survey) -> str:
    if isinstance(left, Constant):
        left, operator, right = right, _TURNED[operator], left
    if not isinstance(right, Constant):
        raise NotInTheForm
    name = _question(left, survey)
    return f"({_open(name, survey)} or {name} {'=' if operator == '==' else operator} {_written(right, survey)})"


def _question(tree: Tree, survey: Survey) -> str:
    if not isinstance(tree, Ref) or not isinstance(tree.reference, ColumnRef):
        raise NotInTheForm
    name = survey.name(tree.reference.name)
    if name is None:
        raise NotInTheForm
    return f"${{{name}}}"


def _open(name: str, survey: Survey) -> str:
    """Whether a question has no answer that says something."""
    return " or ".join(f"{name} = '{code}'" for code in ("", *survey.unsaid))


def _written(constant: Constant, survey: Survey) -> str:
    match constant.value:
        case bool():
            return f"'{survey.code(str(constant.value).lower())}'"
        case int() | float():
            return f"{constant.value:.15g}"
        case str():
            return f"'{survey.code(constant.value)}'"
        case _:
            raise NotInTheForm
