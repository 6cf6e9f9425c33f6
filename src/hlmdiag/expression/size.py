"""Size of an expression once compiled: a few words nested the wrong way could fill the memory."""

from __future__ import annotations

from typing import assert_never

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
    Ref,
    ThresholdLookup,
    Tree,
)

SIZE = 100_000
"""Operations of the largest compiled expression; sensible ones have some tens, a sum of 900 columns 2 000."""


def size(tree: Tree) -> int:
    """An upper bound of the number of operations that compute the value and the state of an expression."""
    return sum(_sizes(tree))


def _sizes(tree: Tree) -> tuple[int, int]:
    """Operations of the value and of the state: the compiler uses one in the other, as counted here."""
    match tree:
        case Constant() | Ref():
            return 1, 1
        case Arithmetic(first=first, rest=rest):
            value, state = _together((first, *(right for _, right in rest)))
            return value, value + state
        case Negative(operand=operand) | Not(operand=operand) | InList(operand=operand):
            value, state = _sizes(operand)
            return value + state + 2, state + 1
        case Compare(left=left, right=right):
            value, state = _together((left, right))
            # a reference to a number (the number of alerts) is compared by both its bounds
            twice = 2 if any(isinstance(side, Ref) and side.type.kind == "number" for side in (left, right)) else 1
            return twice * (value + state), twice * (value + state)
        case Logic(operands=operands) | FunctionCall(arguments=operands):
            value, state = _together(operands)
            return value + state, value + state
        case Branch(condition=condition, yes=yes, no=no):
            (asked, why), (value, state) = _sizes(condition), _together((yes, no))
            return 2 * asked + value, 2 * asked + why + state
        case ThresholdLookup(groups=groups):
            return len(groups) + 2, 3
        case _:
            assert_never(tree)


def _together(trees: tuple[Tree, ...]) -> tuple[int, int]:
    sizes = [_sizes(tree) for tree in trees]
    return sum(value for value, _ in sizes) + len(sizes), sum(state for _, state in sizes) + len(sizes)
