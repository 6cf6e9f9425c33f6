"""Recognises the list of problems that `inspect --annotate` adds to a copy, so that it is not read as data."""

from __future__ import annotations

from hlmdiag.text import LANGUAGES, say

LISTING = "Anomalies"
"""Beginning of the name of the sheet."""


def is_listing(name: str, first_cell: object) -> bool:
    """Whether a sheet is such a list: by its name and by the title in its first cell.

    >>> is_listing("Anomalies", "Anomalies relevées par hlmdiag"), is_listing("Anomalies", "Code résidence")
    (True, False)
    """
    titles = {say("rapport.annotation.titre", language) for language in LANGUAGES}
    return name.startswith(LISTING) and str(first_cell).strip() in titles
