"""The `where` of a view: a filter on indicators by type, id, theme and tags. It reads no column."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from hlmdiag.expression.errors import ExpressionError, ExpressionFault, quote, suggestion
from hlmdiag.expression.fold import fold
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

SINGLE = ("kind", "id", "theme")
KINDS = ("data", "judgement")


@dataclass(frozen=True)
class IndicatorFilter:
    """A condition on indicators, checked.

    >>> condition = check_indicator_filter('kind == "data" and not "enquete" in tags')
    >>> condition.holds(kind="data", id="TR1", theme="bati", tags=[])
    True
    """

    text: str
    tree: SyntaxNode = field(compare=False, repr=False)

    def holds(self, *, kind: str, id: str, theme: str | Sequence[str], tags: Collection[str]) -> bool:
        """Whether an indicator is kept; `theme` may be the path of its themes, and then any of them will do."""
        path = [theme] if isinstance(theme, str) else theme
        seen = {"kind": {fold(kind)}, "id": {fold(id)}, "theme": set(map(fold, path)), "tags": set(map(fold, tags))}
        return _holds(self.tree, seen)


def check_indicator_filter(text: str) -> IndicatorFilter:
    """The checked condition of a view, or `ExpressionError` with all its faults."""
    tree, written = read(text)
    faults = list(written)
    _check(tree, text, faults)
    if faults:
        raise ExpressionError(faults)
    return IndicatorFilter(text, tree)


def _holds(tree: SyntaxNode, seen: dict[str, set[str]]) -> bool:
    match tree:
        case Not(operand=operand):
            return not _holds(operand, seen)
        case Logic(operator="and", operands=operands):
            return all(_holds(operand, seen) for operand in operands)
        case Logic(operands=operands):
            return any(_holds(operand, seen) for operand in operands)
        case ComparisonChain(first=first, rest=((sign, right),)):
            name = next(part.id for part in (first, right) if isinstance(part, Name))
            wanted = {fold(text.value) for text in _texts((first, right))}
            return bool(wanted & seen[name]) is (sign in ("==", "in"))
        case (
            Invalid()
            | NumberLiteral()
            | TextLiteral()
            | Name()
            | Dotted()
            | Call()
            | BinaryChain()
            | Negate()
            | ListLiteral()
            | ComparisonChain()
            | Branch()
        ):
            raise ValueError("the condition of a view is read once checked by check_indicator_filter")
        case _:
            assert_never(tree)


def _texts(nodes: Sequence[SyntaxNode]) -> list[TextLiteral]:
    """The texts among some parts and the lists among them."""
    members = [member for node in nodes for member in (node.members if isinstance(node, ListLiteral) else (node,))]
    return [member for member in members if isinstance(member, TextLiteral)]


def _check(tree: SyntaxNode, text: str, faults: list[ExpressionFault]) -> None:
    match tree:
        case Not(operand=operand):
            _check(operand, text, faults)
        case Logic(operands=operands):
            for operand in operands:
                _check(operand, text, faults)
        case ComparisonChain(first=first, rest=((sign, right),)):
            _check_names(tree, (first, right), text, faults)
            if not _is_sound(first, sign, right):
                _refuse("forme", tree, text, faults)
        case Invalid():
            return
        case (
            NumberLiteral()
            | TextLiteral()
            | Name()
            | Dotted()
            | Call()
            | BinaryChain()
            | Negate()
            | ListLiteral()
            | ComparisonChain()
            | Branch()
        ):
            _refuse("forme", tree, text, faults)
        case _:
            assert_never(tree)


def _check_names(
    tree: ComparisonChain, sides: tuple[SyntaxNode, SyntaxNode], text: str, faults: list[ExpressionFault]
) -> None:
    names = [side for side in sides if isinstance(side, Name)]
    for name in names:
        if name.id not in (*SINGLE, "tags"):
            _refuse("nom", name, text, faults)
    if any(name.id == "kind" for name in names):
        for value in _texts(sides):
            if fold(value.value) not in KINDS:
                _refuse("valeur", value, text, faults, near=suggestion(value.value, KINDS))


def _is_sound(first: SyntaxNode, sign: str, right: SyntaxNode) -> bool:
    """Whether a comparison has one of the three forms of a view; unknown names have been said already."""
    match first, sign, right:
        case (TextLiteral(), "in" | "not in", Name(id=name)):
            return name not in SINGLE
        case (Name(id=name), "in" | "not in", TextLiteral()):
            return name != "tags"
        case (Name(id=name), "in" | "not in", ListLiteral(members=members)):
            return name != "tags" and bool(members) and all(isinstance(member, TextLiteral) for member in members)
        case (Name(id=name), "==" | "!=", TextLiteral()) | (TextLiteral(), "==" | "!=", Name(id=name)):
            return name != "tags"
        case _:
            return isinstance(first, Invalid) or isinstance(right, Invalid)


def _refuse(code: str, node: SyntaxNode, text: str, faults: list[ExpressionFault], **values: object) -> None:
    quoted = quote(node.value if isinstance(node, TextLiteral) else text[node.start : node.end])
    faults.append(ExpressionFault(f"expression.vue-{code}", node.start, node.end, {"value": quoted, **values}))
