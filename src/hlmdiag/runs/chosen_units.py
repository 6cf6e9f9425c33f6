"""Units asked for by a condition: their rows in a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hlmdiag.runs.refusals import refusal

if TYPE_CHECKING:
    from hlmdiag.scoring.result import Result


def rows_where(result: Result, condition: str, none: str) -> list[int]:
    """The rows for which a condition is true; `none`: the code of what is said where there is none."""
    from hlmdiag.selection import matching, read_where

    rows = matching(result, read_where(condition, result.grid))
    if not rows:
        raise refusal(none)
    return rows
