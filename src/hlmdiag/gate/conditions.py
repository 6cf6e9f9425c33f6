"""The conditions of a user checked against a grid: every fault of every one at once, placed in its text."""

from __future__ import annotations

from collections.abc import Sequence

from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.expression import Expression, Names
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.result_names import names_of_units
from hlmdiag.scoring.typed_condition import typed_condition


def read_conditions(texts: Sequence[str], grid: Grid) -> tuple[Expression, ...]:
    """The conditions, each about the whole of a result; raises with what is wrong in them (exit code 2)."""
    names = Names(columns={}, units=names_of_units(grid), stock=False)
    found, problems = [], list[Problem]()
    for text in texts:
        try:
            condition = typed_condition(text, names)
        except HlmdiagError as error:
            problems += error.problems
            continue
        if not condition.references:
            problems.append(Problem("seuil.sans-parc", Location(file="hlmdiag"), {"text": text}))
        found.append(condition)
    if problems:
        raise HlmdiagError(problems, USAGE)
    return tuple(found)
