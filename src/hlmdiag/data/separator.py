"""Which separator cuts the lines of a text file into cells: the one that cuts them alike."""

from __future__ import annotations

import csv
import io
from collections import Counter

from hlmdiag.errors import USAGE, HlmdiagError, Problem

SEPARATORS = (";", "\t", ",", "|")
_NAMED = {
    "tab": "\t",
    "\\t": "\t",
    "tabulation": "\t",
    "virgule": ",",
    "point-virgule": ";",
    "comma": ",",
    "semicolon": ";",
}


def separator_of(sample: str, asked: str | None = None) -> str | None:
    """The separator of a text, None if its lines have one cell.

    >>> separator_of("code;taux\\nR1;12,5\\nR2;3,5\\n")
    ';'
    """
    if asked is not None:
        found = _NAMED.get(asked.strip().casefold(), asked)
        if len(found) != 1 or found in '"\n\r':
            raise HlmdiagError([Problem("donnees.separateur-inconnu", values={"value": asked})], USAGE)
        return found
    scores = {separator: _regularity(sample, separator) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: scores[separator])
    return best if scores[best] > (0.0, 0) else None


def width_of(widths: list[int]) -> int:
    """The number of cells of the lines of a table: the most common one above one cell, the largest if several are."""
    counts = Counter(width for width in widths if width > 1)
    if not counts:
        return 1
    most = max(counts.values())
    return max(width for width, count in counts.items() if count == most)


def _regularity(sample: str, separator: str) -> tuple[float, int]:
    """Share of the lines that have the most common width, then that width."""
    widths = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
            if any(cell.strip() for cell in row):
                widths.append(len(row))
    except csv.Error:
        pass
    width = width_of(widths)
    if width == 1 or not widths:
        return (0.0, 0)
    return (sum(found == width for found in widths) / len(widths), width)
