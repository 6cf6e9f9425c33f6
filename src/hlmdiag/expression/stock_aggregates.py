"""Checks aggregates over a whole result: `share(level >= fragile)`, `median(score)`, in a condition on a stock."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from hlmdiag.expression.functions import CALCULATIONS, OUTCOMES
from hlmdiag.expression.names import Names, Type, WholeFunction, WholeRef
from hlmdiag.expression.syntax import Call, Invalid, SyntaxNode
from hlmdiag.expression.tree import Expression, Tree

if TYPE_CHECKING:
    from hlmdiag.expression.checker import Checker

NUMBER = Type("number")
COUNTED = ("count", "share")
USAGES = {
    "count": "count(condition)", "share": "share(condition)", "sum": "sum(nombre)", "mean": "mean(nombre)",
    "median": "median(nombre)", "min": "min(nombre)", "max": "max(nombre)",
}  # fmt: skip
"""The aggregates, and how each is written."""


def is_whole(checker: Checker, node: Call, name: str) -> bool:
    """Whether a call sums up the units of a result; `min(a, b)` compares two aggregates."""
    if checker.names.units is None or name not in USAGES:
        return False
    return name not in CALCULATIONS or len(node.arguments) < CALCULATIONS[name][0]


def is_of_each(names: Names, name: str) -> bool:
    """Whether a name has a value for each unit, and so belongs inside an aggregate."""
    if names.units is None:
        return False
    return name in names.units.columns or name in ("score", "level", "coverage") or name in (OUTCOMES - {"alerts"})


def check_whole(checker: Checker, node: Call, name: str) -> Tree | None:
    """The typed tree of an aggregate; what it holds sees one unit at a time."""
    if len(node.arguments) != 1 or node.named:
        return checker.refuse("arguments", node, name=name, usage=USAGES[name])
    inner = checker.of_each()
    tree = _inner(inner, node.arguments[0], counted=name in COUNTED)
    if tree is None:
        return None
    text = checker.text[node.arguments[0].start : node.arguments[0].end]
    expression = Expression(text, tree, inner.references)
    return checker.read(node, WholeRef(cast(WholeFunction, name), expression), NUMBER)


def _inner(checker: Checker, node: SyntaxNode, *, counted: bool) -> Tree | None:
    if isinstance(node, Invalid):
        return None
    if not counted:
        return checker.number(node)
    tree = checker.check(node)
    return tree if tree is None or tree.type.kind == "boolean" else checker.refuse("attendu-condition", node)
