"""By what a report and a saved result are known to come of one scoring."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hlmdiag.scoring.result import Result

_SAID = ("level", "score", "low", "high", "coverage")
"""The columns that a report and a saved result of one scoring cannot say otherwise."""


def identity_of(result: Result) -> str:
    """A digest of 64 hexadecimal digits: a report has it, and its saved result gives it again.

    It holds the grid, the reference date and what is said of every unit; neither the version of the tool nor the
    language, so that a result of an earlier version still knows its reports.
    """
    names = [*result.grid.keys, *_SAID]
    told = result.frame.select([name for name in names if name in result.frame.columns])
    digest = hashlib.sha256(f"{result.grid.hash}\n{result.manifest.reference_date.isoformat()}\n".encode())
    digest.update(told.write_csv().encode())
    return digest.hexdigest()
