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
    # the name first: a catalogue is long to load, and a command needs one language
    if not name.startswith(LISTING):
        return False
    return str(first_cell).strip() in {say("rapport.annotation.titre", language) for language in LANGUAGES}
