"""The first of some things in a row, with a sign that there are more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any


def first_of(things: Sequence[Any], most: int, spell: Callable[[Any], str] = str, more: str = "…") -> str:
    """At most so many of them, each spelled; no other is spelled, since a message may speak of thousands.

    >>> first_of([4, 7, 9], 2), first_of(["Nord", "Sud"], 2, "« {} »".format)
    ('4, 7…', '« Nord », « Sud »')
    """
    return ", ".join(map(spell, things[:most])) + (more if len(things) > most else "")
