"""The names of what was read: a file has its own; what is read from elsewhere has one in each language."""

from __future__ import annotations

import re

from hlmdiag.text import say

STDIN = "-"
"""The standard input, as it is typed in a command."""

_FRAME = re.compile(r"<(.*)>", re.DOTALL)


def frame_name(name: str) -> str:
    """What stands for the file of a table in memory; empty where it is the only one."""
    return f"<{name}>"


def file_name(name: str, language: str) -> str:
    """A file as a sentence names it.

    >>> file_name("parc.csv", "fr"), file_name("-", "en"), file_name("<incidents>", "fr")
    ('parc.csv', 'standard input', 'tableau incidents')
    """
    if name == STDIN:
        return say("place.standard-input", language)
    if found := _FRAME.fullmatch(name):
        return say("place.frame-named" if found[1] else "place.frame", language, name=found[1])
    return name
