"""An expression checked when its grid loads: every name known, every type right, or every fault said at once."""

from __future__ import annotations

from collections.abc import Collection

from hlmdiag.expression.checker import Checker
from hlmdiag.expression.errors import ExpressionError, ExpressionFault, quote
from hlmdiag.expression.names import EventRef, Names, TypeName, WholeRef
from hlmdiag.expression.parse import read
from hlmdiag.expression.size import SIZE, size
from hlmdiag.expression.tree import Expression

EXPECTED: dict[frozenset[TypeName], str] = {
    frozenset({"boolean"}): "attendu-condition",
    frozenset({"number"}): "attendu-nombre",
}


def check(text: str, names: Names, kinds: Collection[TypeName] | None = None) -> Expression:
    """Check a text: its expression, or `ExpressionError` with all its faults.

    `kinds`, when given, are the kinds of value that may stand here: a condition is `("boolean",)`.
    """
    node, written = read(text)
    faults = list(written)
    checker = Checker(text, names, faults)
    tree = checker.check(node)
    if faults or tree is None:
        raise ExpressionError(faults)
    if kinds is not None and tree.type.kind not in kinds:
        code = EXPECTED.get(frozenset(kinds), "attendu")
        raise ExpressionError([ExpressionFault(f"expression.{code}", tree.start, tree.end, {"value": quote(text)})])
    inner = [
        reference.condition if isinstance(reference, EventRef) else reference.inner
        for reference in checker.references
        if isinstance(reference, EventRef | WholeRef)
    ]
    trees = [tree, *(each.tree for each in inner if isinstance(each, Expression))]
    if sum(map(size, trees)) > SIZE:
        raise ExpressionError([ExpressionFault("expression.trop-complexe", 0, len(text))])
    return Expression(text, tree, checker.references)
