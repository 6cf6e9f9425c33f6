"""Where each unit stands in a result."""

from __future__ import annotations

from hlmdiag.scoring.result import Result

__all__ = ["rows_by_code"]


def rows_by_code(result: Result) -> dict[str, int]:
    """The row of each unit by its code, in lower case; keys are joined by `/` where there are several."""
    keys = result.frame.select(result.grid.keys).rows()
    return {"/".join(str(part) for part in key).lower(): row for row, key in enumerate(keys)}
