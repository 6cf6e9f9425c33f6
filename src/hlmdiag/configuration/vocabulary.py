"""Do the columns that a settings file names exist in the grids: else they would be ignored in silence."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable

from hlmdiag.configuration.document import NOT_READ, Configuration
from hlmdiag.errors import USAGE, HlmdiagError, Problem
from hlmdiag.text.phrase import Phrase


def check_columns(
    configuration: Configuration, known: Iterable[str], elsewhere: Callable[[], Iterable[str]] = tuple
) -> None:
    """Refuse, with its line and the nearest name, each column that is in none of the grids of this run.

    `elsewhere`: the columns of other grids that the same folder may serve, asked for only where some are not known;
    what the file says of them waits for those grids. A table without a line says nothing.
    """
    names = list(dict.fromkeys(known))
    given = [(entry.value, entry.line) for entry in configuration.columns.values() if entry.value != NOT_READ]
    given += [
        (column, min(entry.line for entry in table.values())) for column, table in configuration.values.items() if table
    ]
    given += [(column, entry.line) for column, entry in configuration.decimal.items()]
    strange = [(column, line) for column, line in given if column not in names]
    others = set(elsewhere()) if strange else set()
    problems = []
    for column, line in strange:
        if column not in others:
            close = difflib.get_close_matches(column, names, n=1, cutoff=0.5)
            nearest = Phrase("usage.vouliez-vous", nearest=close[0]) if close else ""
            values = {"column": column, "nearest": nearest}
            problems.append(Problem("reglages.colonne-inconnue", configuration.place(line), values))
    if problems:
        raise HlmdiagError(sorted(problems, key=lambda each: each.location.line or 0), USAGE)
