"""Finds the meaning of a text among names: an exact match first, else the only name that it resembles."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

from hlmdiag.data.normalise_text import mark, signed, unaccented
from hlmdiag.text.characters import plain

TextForm = Callable[[str], str]
"""A form in which two texts are compared, empty where it says nothing."""

_SPACES = re.compile(r" +")
_LONGEST = 300
"""A longer text names nothing but itself: its other forms are not made."""


def _raw(text: str) -> str:
    return text.strip()


def _plain(text: str) -> str:
    return _SPACES.sub(" ", plain(text))


def _folded(text: str) -> str:
    return _plain(text).casefold()


WRITTEN: tuple[TextForm, ...] = (_raw, _plain)
"""As written, what cannot be seen apart."""
MARK: tuple[TextForm, ...] = (*WRITTEN, _folded, mark)
"""Besides blind to case, accents and full stops."""
ANSWER: tuple[TextForm, ...] = (*WRITTEN, _folded, unaccented, signed)
"""Besides blind to case, accents and punctuation; never to a sign."""


Meaning = TypeVar("Meaning", bound=Hashable)


class NameIndex(Generic[Meaning]):
    """Names and what each means. The first form in which a text equals some name decides, also where several do."""

    def __init__(self, pairs: Iterable[tuple[str, Meaning]], levels: tuple[TextForm, ...] = ANSWER) -> None:
        self._levels: list[tuple[TextForm, dict[str, dict[Meaning, None]]]] = [(form, {}) for form in levels]
        for name, meaning in pairs:
            for form, known in self._levels:
                known.setdefault(form(name), {})[meaning] = None

    def find(self, text: str) -> tuple[Meaning, ...]:
        """Meanings of a text: none, one, or several between which it does not choose.

        >>> grades = NameIndex([("A", 1), ("A+", 2), ("a", 3)])
        >>> grades.find("A+"), grades.find(" a. "), grades.find("B")
        ((2,), (1, 3), ())
        """
        for form, known in self._levels if len(text) <= _LONGEST else self._levels[:1]:
            wanted = form(text)
            if wanted and (found := known.get(wanted)):
                return tuple(found)
        return ()
