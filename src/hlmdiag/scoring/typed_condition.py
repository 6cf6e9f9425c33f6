"""A condition that a user types about a result: checked, its faults placed in its text (exit code 2)."""

from __future__ import annotations

from hlmdiag.errors import USAGE, HlmdiagError, Problem, TypedLocation
from hlmdiag.expression import Expression, ExpressionError, Names, check
from hlmdiag.expression.names import TypeName

_CONDITION: tuple[TypeName, ...] = ("boolean",)


def typed_condition(text: str, names: Names) -> Expression:
    """The checked condition; raises with every fault of it."""
    try:
        return check(text, names, _CONDITION)
    except ExpressionError as error:
        places = [TypedLocation(text=text, character=fault.start + 1) for fault in error.faults]
        problems = [Problem(it.code, place, it.values) for it, place in zip(error.faults, places, strict=True)]
        raise HlmdiagError(problems, USAGE) from None
