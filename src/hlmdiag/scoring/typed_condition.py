"""A condition that a user types about a result: checked, its faults placed in its text (exit code 2)."""

from __future__ import annotations

from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.expression import Expression, ExpressionError, Names, check
from hlmdiag.expression.names import TypeName
from hlmdiag.text import say

_CONDITION: tuple[TypeName, ...] = ("boolean",)


def typed_condition(text: str, names: Names, language: str = "fr") -> Expression:
    """The checked condition; raises with every fault of it."""
    try:
        return check(text, names, _CONDITION)
    except ExpressionError as error:
        problems = []
        for fault in error.faults:
            place = say("notation.mots.condition", language, text=text, column=fault.start + 1)
            problems.append(Problem(fault.code, Location(file=place), fault.values))
        raise HlmdiagError(problems, USAGE) from None
