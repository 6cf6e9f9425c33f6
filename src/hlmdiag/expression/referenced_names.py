"""Names that an expression uses as columns, before any column is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from hlmdiag.expression.functions import OUTCOMES
from hlmdiag.expression.parse import read
from hlmdiag.expression.syntax import (
    BinaryChain,
    Branch,
    Call,
    ComparisonChain,
    Dotted,
    Invalid,
    ListLiteral,
    Logic,
    Name,
    Negate,
    Not,
    NumberLiteral,
    SyntaxNode,
    TextLiteral,
)

_OF_EVENTS = ("count", "share")


def mentioned(text: str) -> tuple[str, ...]:
    """Each name once, in the order of the text, whatever its faults, which are reported elsewhere.

    The condition of an event sees other columns, and `score(X)` names no column.

    >>> mentioned('100 * coalesce(troubles_12m, count(incidents, nature == "trouble")) / nb_logements')
    ('troubles_12m', 'nb_logements')
    """
    return tuple(dict.fromkeys(_names(read(text)[0])))


def _names(node: SyntaxNode) -> Iterator[str]:
    match node:
        case Name():
            yield node.id
        case Call():
            yield from _of_call(node)
        case (
            Invalid()
            | NumberLiteral()
            | TextLiteral()
            | Dotted()
            | BinaryChain()
            | Negate()
            | ListLiteral()
            | ComparisonChain()
            | Logic()
            | Not()
            | Branch()
        ):
            for part in _parts(node):
                yield from _names(part)
        case _:
            assert_never(node)


def _of_call(call: Call) -> Iterator[str]:
    first = call.arguments[0] if call.arguments else None
    function = call.function.id if isinstance(call.function, Name) else ""
    if not function or function in OUTCOMES or function in _OF_EVENTS or isinstance(first, Dotted):
        return
    for argument in (*call.arguments, *(value for _, value in call.named)):
        yield from _names(argument)


def _parts(node: SyntaxNode) -> tuple[SyntaxNode, ...]:
    match node:
        case Invalid() | NumberLiteral() | TextLiteral() | Dotted() | Name() | Call():
            return ()
        case BinaryChain(first=first, rest=rest):
            return (first, *(right for _, right in rest))
        case ComparisonChain(first=first, rest=links):
            return (first, *(right for _, right in links))
        case Negate(operand=operand) | Not(operand=operand):
            return (operand,)
        case ListLiteral(members=members) | Logic(operands=members):
            return members
        case Branch(condition=condition, yes=yes, no=no):
            return (condition, yes, no)
        case _:
            assert_never(node)
