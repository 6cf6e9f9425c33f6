"""Received text made harmless to show: no control character, no mark that reverses the direction of reading."""

from __future__ import annotations

import re

__all__ = ["inert"]

_HIDDEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def inert(text: str) -> str:
    """The same text without what a reader cannot see and a program would obey.

    >>> inert("Le\\u202e Clos\\x07")
    'Le Clos'
    """
    return _HIDDEN.sub("", text)
