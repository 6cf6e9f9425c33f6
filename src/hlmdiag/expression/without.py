"""An expression without what was not given: what is read of it is missing, and no alternative is left to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from hlmdiag.expression.names import Reference
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

IsAbsent = Callable[[Reference], bool]
"""Whether something that expressions read was given to no unit."""


def without(expression: Expression, is_absent: IsAbsent) -> Expression:
    """The same expression, `coalesce` without the alternatives that no unit has: `coalesce(a, absent)` is `a`.

    Elsewhere what is absent stands where it was read, for it makes a value missing, or a condition undecided.
    """
    if not any(is_absent(reference) for reference in expression.references):
        return expression
    tree = _without(expression.tree, is_absent)
    left = list(_read(tree))
    return replace(expression, tree=tree, references=tuple(each for each in expression.references if each in left))


def _read(tree: Tree) -> list[Reference]:
    own = [tree.reference] if isinstance(tree, Ref) else []
    return own + [reference for part in parts(tree) for reference in _read(part)]


def _without(tree: Tree, is_absent: IsAbsent) -> Tree:
    def inner(part: Tree) -> Tree:
        return _without(part, is_absent)

    match tree:
        case Constant() | Ref() | ThresholdLookup() | InList():
            return tree
        case Arithmetic(first=first, rest=rest):
            return replace(tree, first=inner(first), rest=tuple((sign, inner(right)) for sign, right in rest))
        case Negative(operand=operand) | Not(operand=operand):
            return replace(tree, operand=inner(operand))
        case Compare(left=left, right=right):
            return replace(tree, left=inner(left), right=inner(right))
        case Logic(operands=operands):
            return replace(tree, operands=tuple(map(inner, operands)))
        case Branch(condition=condition, yes=yes, no=no):
            return replace(tree, condition=inner(condition), yes=inner(yes), no=inner(no))
        case FunctionCall(function=function, arguments=arguments):
            kept = arguments
            if function == "coalesce":
                kept = tuple(each for each in arguments if not _is_missing(each, is_absent)) or arguments[:1]
            rewritten = tuple(map(inner, kept))
            is_alone = function == "coalesce" and len(rewritten) == 1
            return rewritten[0] if is_alone else replace(tree, arguments=rewritten)
        case _:
            assert_never(tree)


def _is_missing(tree: Tree, is_absent: IsAbsent) -> bool:
    """Whether a part has no value for any unit, because something that it needs is absent."""
    match tree:
        case Ref(reference=reference):
            return is_absent(reference)
        case Arithmetic() | Negative() | Not():
            return any(_is_missing(part, is_absent) for part in parts(tree))
        case FunctionCall(function=function):
            needed = all if function == "coalesce" else any
            return function != "is_known" and needed(_is_missing(part, is_absent) for part in parts(tree))
        case Constant() | Compare() | InList() | Logic() | Branch() | ThresholdLookup():
            # never missing as a whole: a comparison with an absent value is false, a branch has two sides
            return False
        case _:
            assert_never(tree)
