"""Names of sheets that every spreadsheet takes: short, without a few signs, no two alike in a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hlmdiag.text.inert import as_cell

_LONGEST, _EDGES = 31, " '"
"""The most that Excel takes, and what no name begins or ends with."""
_REFUSED = re.compile(r"[\[\]:*?/\\]")


def sheet_name(text: str, without: str = "-") -> str:
    """A text as a name of sheet; `without`: the name of a text that gives none.

    >>> sheet_name("Suivi 2026/2027"), sheet_name("'?'", "Feuille 1")
    ('Suivi 2026 2027', 'Feuille 1')
    """
    return as_cell(_REFUSED.sub(" ", text).strip(_EDGES), _LONGEST).strip(_EDGES) or without


def free_sheet_name(text: str, taken: Iterable[str], without: str = "-") -> str:
    """The same, numbered where a sheet has it already, whatever the capitals.

    >>> free_sheet_name("Suivi", ["SUIVI", "Suivi (2)"])
    'Suivi (3)'
    """
    known = {each.casefold() for each in taken}
    bare = sheet_name(text, without)
    free, number = bare, 2
    while free.casefold() in known:
        end = f" ({number})"
        free, number = as_cell(bare, _LONGEST - len(end)) + end, number + 1
    return free
