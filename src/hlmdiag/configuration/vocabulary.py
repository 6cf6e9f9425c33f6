"""Do the columns that a settings file names exist in the grids: else they would be ignored in silence."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from hlmdiag.configuration.document import Configuration
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.text import say

__all__ = ["check_columns"]


def check_columns(configuration: Configuration, known: Iterable[str]) -> None:
    """Refuse, with its line and the nearest name, each column that is in none of the grids of this run."""
    names = list(dict.fromkeys(known))
    given = [(entry.value, entry.line) for entry in configuration.columns.values()]
    given += [
        (column, min((e.line for e in table.values()), default=1)) for column, table in configuration.values.items()
    ]
    problems = []
    for column, line in given:
        if column not in names:
            close = difflib.get_close_matches(column, names, n=1, cutoff=0.5)
            nearest = say("usage.vouliez-vous", nearest=close[0]) if close else ""
            values = {"column": column, "nearest": nearest}
            problems.append(Problem("reglages.colonne-inconnue", configuration.place(line), values))
    if problems:
        raise HlmdiagError(sorted(problems, key=lambda each: each.location.line or 0), 2)
