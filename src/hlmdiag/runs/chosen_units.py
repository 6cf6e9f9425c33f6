"""Units asked for by their codes, or by a condition: their rows in a result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hlmdiag.errors import USAGE, HlmdiagError, Problem
from hlmdiag.runs.refusals import refusal

if TYPE_CHECKING:
    from hlmdiag.scoring.result import Result


def rows_of_codes(result: Result, codes: Sequence[str]) -> list[int]:
    """The rows of units, each once; every unknown code is said."""
    from hlmdiag.explain import find

    found, problems = [], list[Problem]()
    for code in codes:
        try:
            found.append(find(result, code))
        except HlmdiagError as error:
            problems += error.problems
    if problems:
        raise HlmdiagError(problems, exit_code=USAGE)
    return list(dict.fromkeys(found))


def rows_where(result: Result, condition: str, none: str) -> list[int]:
    """The rows for which a condition is true; `none`: the code of what is said where there is none."""
    from hlmdiag.selection import matching, read_where

    rows = matching(result, read_where(condition, result.grid))
    if not rows:
        raise refusal(none)
    return rows
