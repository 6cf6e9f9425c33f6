"""The `adjust` of a node: an expression over its own score that may never fall when the score rises."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from hlmdiag.expression.check import check
from hlmdiag.expression.errors import ExpressionError, ExpressionFault, quote
from hlmdiag.expression.names import Names, ResultNames, ResultRef, TypeName
from hlmdiag.expression.tree import (
    Arithmetic,
    Branch,
    Compare,
    Constant,
    Expression,
    FunctionCall,
    InList,
    Logic,
    Negative,
    Not,
    Ref,
    ThresholdLookup,
    Tree,
    parts,
)

OWN_SCORE = ResultRef("score", None, None)
OWN = ResultNames({}, (), (), kinds=frozenset({"score", "coverage"}), nodes_readable=False)
"""Results of its own node that an adjustment may read."""
RISING = frozenset({"min", "max", "round", "floor", "ceil"})


NUMBER: tuple[TypeName, ...] = ("number",)


def check_adjust(text: str, names: Names) -> Expression:
    """The checked adjustment of a node; `names.own` is set aside, an adjustment reading its own node alone."""
    try:
        expression = check(text, replace(names, own=OWN), kinds=NUMBER)
    except ExpressionError as error:
        raise ExpressionError(_about_levels(fault, text) for fault in error.faults) from None
    judge = _Judge(text)
    judge.walk(expression.tree)
    if judge.faults:
        raise ExpressionError(judge.faults)
    return expression


def reads_score(tree: Tree) -> bool:
    """Whether a part depends on the node's own score."""
    if isinstance(tree, Ref):
        return tree.reference == OWN_SCORE
    return any(reads_score(part) for part in parts(tree))


def constant_of(tree: Tree) -> float | None:
    """The number of a part made of written numbers alone."""
    match tree:
        case Constant(value=float(value)):
            return value
        case Negative(operand=operand):
            number = constant_of(operand)
            return None if number is None else -number
        case Arithmetic(first=first, rest=rest):
            result = constant_of(first)
            for sign, right in rest:
                result = _combined(result, sign, constant_of(right))
            return result
        case (
            Constant() | Ref() | Compare() | InList() | Logic() | Not() | Branch() | FunctionCall() | ThresholdLookup()
        ):
            return None
        case _:
            assert_never(tree)


def _combined(left: float | None, sign: str, right: float | None) -> float | None:
    if left is None or right is None or (sign == "/" and right == 0):
        return None
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / right


def _about_levels(fault: ExpressionFault, text: str) -> ExpressionFault:
    """Says why a level is refused, rather than that it is."""
    word = text[fault.start : fault.end]
    if fault.code == "expression.resultat-interdit" and word.startswith("level"):
        return ExpressionFault("expression.ajustement-niveau", fault.start, fault.end)
    return fault


class _Judge:
    """Finds where the score could make the result fall."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.faults: list[ExpressionFault] = []

    def refuse(self, code: str, tree: Tree) -> None:
        quoted = quote(self.text[tree.start : tree.end])
        self.faults.append(ExpressionFault(f"expression.ajustement-{code}", tree.start, tree.end, {"value": quoted}))

    def walk(self, tree: Tree) -> None:
        """Check a part that contains the score."""
        if not reads_score(tree):
            return
        match tree:
            case Ref():
                return
            case Negative():
                self.refuse("signe", tree)
            case Arithmetic():
                self.chain(tree)
            case Branch(condition=condition, yes=yes, no=no):
                if reads_score(condition):
                    self.refuse("condition", condition)
                self.walk(yes)
                self.walk(no)
            case FunctionCall(function=function, arguments=arguments) if function in RISING:
                for argument in arguments:
                    self.walk(argument)
            case Constant() | Compare() | InList() | Logic() | Not() | FunctionCall() | ThresholdLookup():
                self.refuse("fonction", tree)
            case _:
                assert_never(tree)

    def chain(self, tree: Arithmetic) -> None:
        terms = [("+" if tree.rest[0][0] in "+-" else "*", tree.first), *tree.rest]
        holding = [(sign, term) for sign, term in terms if reads_score(term)]
        if len(holding) > 1:
            self.refuse("double", tree)
            return
        sign, holder = holding[0]
        if sign in "-/":
            self.refuse("signe" if sign == "-" else "fonction", tree)
            return
        for other_sign, other in terms:
            if other is not holder and other_sign in "*/" and (constant_of(other) or 0) <= 0:
                self.refuse("facteur", other)
        self.walk(holder)
