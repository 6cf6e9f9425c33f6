"""A condition that a user types about a result: checked, its faults placed in its text (exit code 2)."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag.errors import USAGE, HlmdiagError, Problem, TypedLocation
from hlmdiag.expression import Expression, ExpressionError, Names, ResultRef, check
from hlmdiag.expression.names import TypeName, WholeRef
from hlmdiag.expression.tree import Compare, Constant, Ref, Tree, parts

_CONDITION: tuple[TypeName, ...] = ("boolean",)


def typed_condition(text: str, names: Names) -> Expression:
    """The checked condition; raises with every fault of it."""
    try:
        condition = check(text, names, _CONDITION)
    except ExpressionError as error:
        places = [TypedLocation(text=text, character=fault.start + 1) for fault in error.faults]
        problems = [Problem(it.code, place, it.values) for it, place in zip(error.faults, places, strict=True)]
        raise HlmdiagError(problems, USAGE) from None
    beyond = [
        Problem("seuil.part", TypedLocation(text=text, character=each.start + 1), _said(text, share, number))
        for each, share, number in _beyond(condition.tree)
    ]
    if beyond:
        raise HlmdiagError(beyond, USAGE)
    return condition


def _beyond(tree: Tree) -> Iterator[tuple[Compare, Tree, Constant]]:
    """The comparisons of a share with a number that none reaches: `share(level >= complexe) > 5` for five percent."""
    if isinstance(tree, Compare):
        for share, number in ((tree.left, tree.right), (tree.right, tree.left)):
            if (
                isinstance(number, Constant)
                and isinstance(number.value, float | int)
                and number.value > 1
                and _is_share(share)
            ):
                yield tree, share, number
    whole = tree.reference if isinstance(tree, Ref) else None
    inner = whole.inner if isinstance(whole, WholeRef) else None
    for part in (*parts(tree), *([inner.tree] if isinstance(inner, Expression) else [])):
        yield from _beyond(part)


def _is_share(tree: Tree) -> bool:
    """Whether a number is from 0 to 1: the share of some units, or of answers."""
    match tree.reference if isinstance(tree, Ref) else None:
        case WholeRef(function="share") | ResultRef(kind="coverage"):
            return True
        case WholeRef(function="mean" | "median" | "min" | "max", inner=Expression(tree=inner)):
            return _is_share(inner)
    return False


def _said(text: str, share: Tree, number: Constant) -> dict[str, object]:
    value = float(number.value)  # type: ignore[arg-type]  # of a share, a number
    return {
        "share": text[share.start : share.end],
        "number": text[number.start : number.end],
        "part": f"{value / 100:g}",
    }
