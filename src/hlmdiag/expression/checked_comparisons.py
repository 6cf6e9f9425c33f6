"""Checks comparisons: which types compare, and how a list after `in` is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hlmdiag.expression.calls import check_alerts, is_alerts
from hlmdiag.expression.errors import quote, suggestion
from hlmdiag.expression.literals import choice_code
from hlmdiag.expression.names import Type
from hlmdiag.expression.syntax import (
    Comparator,
    ComparisonChain,
    Invalid,
    ListLiteral,
    Name,
    Negate,
    NumberLiteral,
    SyntaxNode,
    TextLiteral,
)
from hlmdiag.expression.tree import Compare, Constant, InList, Logic, OrderOperator, Tree

if TYPE_CHECKING:
    from hlmdiag.expression.checker import Checker

BOOLEAN = Type("boolean")
ORDERED = frozenset({"number", "date", "level"})


def check_comparison(checker: Checker, node: ComparisonChain) -> Tree | None:
    """A comparison, or several in a row joined by `and`."""
    listed = [right for sign, right in node.rest if sign in ("in", "not in")]
    compared = [node.first, *(right for sign, right in node.rest if sign not in ("in", "not in"))]
    plain = [part for part in compared if not is_alerts(part)]
    trees: dict[int, Tree | None] = {id(part): tree for part, tree in zip(plain, checker.together(plain), strict=True)}
    for part in compared:
        if is_alerts(part):
            trees[id(part)] = check_alerts(checker, part)
    links: list[Tree | None] = []
    left = node.first
    for sign, right in node.rest:
        if any(left is part for part in listed):
            links.append(checker.refuse("liste-comparee", node))
        elif sign == "in" or sign == "not in":
            links.append(_among(checker, node, sign, left, trees[id(left)], right))
        else:
            links.append(_link(checker, (left, right), sign, (trees[id(left)], trees[id(right)])))
        left = right
    known = tuple(link for link in links if link is not None)
    if len(known) < len(links):
        return None
    return known[0] if len(known) == 1 else Logic(BOOLEAN, node.start, node.end, "and", known)


def _link(
    checker: Checker, nodes: tuple[SyntaxNode, SyntaxNode], sign: OrderOperator, trees: tuple[Tree | None, Tree | None]
) -> Tree | None:
    left, right = trees
    if left is None or right is None:
        return None
    whole = Invalid(nodes[0].start, nodes[1].end)
    if is_alerts(nodes[0]) and is_alerts(nodes[1]):
        return checker.refuse("alertes", whole)
    texts = {"left": quote(checker.text[left.start : left.end]), "right": quote(checker.text[right.start : right.end])}
    if fault := _mismatch(left, right):
        return checker.refuse(fault, whole, **texts)
    if sign not in ("==", "!=") and left.type.kind not in ORDERED:
        return checker.refuse("ordre", whole, sign=sign)
    return Compare(BOOLEAN, whole.start, whole.end, sign, left, right)


def _mismatch(left: Tree, right: Tree) -> str | None:
    """The fault of comparing two values of these types, if it is one."""
    kinds = {left.type.kind, right.type.kind}
    if kinds == {"choice", "number"}:
        return "code-nombre"
    if kinds == {"date", "number"}:
        return "date-nombre"
    if len(kinds) > 1:
        return "comparaison"
    if left.type.levels != right.type.levels:
        return "niveaux-differents"
    if kinds == {"choice"} and not set(left.type.choices) & set(right.type.choices):
        return "comparaison"
    return None


def _among(
    checker: Checker, node: SyntaxNode, sign: Comparator, left: SyntaxNode, operand: Tree | None, right: SyntaxNode
) -> Tree | None:
    if is_alerts(left):
        return checker.refuse("alertes", left)
    members = right.members if isinstance(right, ListLiteral) else (right,)
    if not members:
        return checker.refuse("liste-vide", right)
    if not isinstance(right, ListLiteral | TextLiteral | NumberLiteral) and not (
        isinstance(right, Name) and operand is not None
    ):
        return None if isinstance(right, Invalid) else checker.refuse("liste-attendue", right)
    typed = [_member(checker, operand, member) for member in members]
    known = tuple(member for member in typed if member is not None)
    if operand is None or len(known) < len(typed):
        return None
    return InList(BOOLEAN, left.start, right.end, operand, known, sign == "not in")


def _member(checker: Checker, operand: Tree | None, node: SyntaxNode) -> Constant | None:
    """A literal of a list, read by the type of what is looked for in it."""
    hint = operand.type if operand is not None else None
    if isinstance(node, Invalid) or (isinstance(node, Name) and hint is None):
        return None
    if isinstance(node, Name) and hint is not None and node.id not in ("true", "false"):
        if hint.kind == "choice" and choice_code(node.id, hint.choices) is not None:
            return checker.refuse("nom-sans-guillemets", node)
        if hint.kind == "level" and node.id not in hint.levels:
            return checker.refuse("niveau", node, near=suggestion(node.id, hint.levels))
        if hint.kind != "level":
            return checker.refuse("liste-membre", node)
    elif not isinstance(node.operand if isinstance(node, Negate) else node, NumberLiteral | TextLiteral | Name):
        return checker.refuse("liste-membre", node)
    tree = checker.check(node, hint)
    if tree is None or operand is None or not isinstance(tree, Constant):
        return None
    if fault := _mismatch(operand, tree):
        left = quote(checker.text[operand.start : operand.end])
        return checker.refuse(fault, node, left=left, right=quote(checker.text[node.start : node.end]))
    return tree
