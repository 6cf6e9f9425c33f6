"""The names of what was read: a file has its own; what is read from elsewhere has one in each language."""

from __future__ import annotations

import re

from hlmdiag.text import say

STDIN = "-"
"""The standard input, as it is typed in a command."""

_ONLY = "1"
"""The first has no number: most often there is one."""
_FRAME = re.compile(r"<(.*)>", re.DOTALL)


def frame_name(name: str) -> str:
    """Name shown for a table in memory, after the table it feeds or its number."""
    return f"<{name}>"


def file_name(name: str, language: str) -> str:
    """A file as a sentence names it.

    >>> file_name("parc.csv", "fr"), file_name("-", "en"), file_name("<incidents>", "fr")
    ('parc.csv', 'standard input', 'tableau incidents')
    """
    if name == STDIN:
        return say("place.standard-input", language)
    if found := _FRAME.fullmatch(name):
        return say("place.frame" if found[1] == _ONLY else "place.frame-named", language, name=found[1])
    return name
