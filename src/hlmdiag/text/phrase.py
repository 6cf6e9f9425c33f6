"""Values of a sentence, kept typed (number, date, names, cause) until the reader's language is known.

A whole number is a count. That of a line or of a version is a name, hence a text, and so is a value as it was received.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any, Protocol, runtime_checkable

from hlmdiag.text import say
from hlmdiag.text.characters import visible
from hlmdiag.text.figures import day, integer, plain

_DECIMALS = 9
"""Decimals of a result: a number rounded to fewer is shown with fewer."""


@runtime_checkable
class Said(Protocol):
    """Protocol of a value with words in each language: a phrase, a row of names, a problem, a place."""

    def say(self, language: str, /) -> str:
        """Itself in words."""


@dataclass(frozen=True, init=False)
class Phrase:
    """A piece of a sentence, said in the language of the sentence that it fills.

    >>> Phrase("place.sheet", sheet="Relevé").say("en")
    'sheet “Relevé”'
    """

    code: str
    values: Mapping[str, Any]

    def __init__(self, code: str, /, **values: Any) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "values", values)

    def __hash__(self) -> int:
        """Hash of its code and values: a mapping has none."""
        return hash((self.code, frozenset(self.values.items())))

    def say(self, language: str) -> str:
        """The piece in a language."""
        return say(self.code, language, **spell_all(self.values, language))


BETWEEN_SENTENCES = " ; "
"""What joins things that have commas of their own: each language writes it in its way."""


@dataclass(frozen=True)
class Listed:
    """Some things in a row, between the quotes of the language where they are `quoted`; `more` says that others follow.

    >>> Listed(("Nord", 1200), quoted=True, more=", …").say("en")
    '“Nord”, “1,200”, …'
    """

    items: tuple[Any, ...]
    quoted: bool = False
    more: str = ""
    joint: str = ", "

    def say(self, language: str) -> str:
        """The row in a language."""
        spelled = [spell(item, language) for item in self.items]
        if self.quoted:
            spelled = [say("place.cite", language, text=each) for each in spelled]
        joint = say("rapport.joint", language) if self.joint == BETWEEN_SENTENCES else self.joint
        return joint.join(spelled) + self.more


def in_quotes(*names: Any) -> Listed:
    """Listed as they were received, between quotes."""
    return Listed(names, quoted=True)


def cited_at(text: str, cell: str) -> Phrase:
    """A received text and its cell."""
    return Phrase("place.cite-at", text=text, cell=cell)


def first_of(
    things: Sequence[Any],
    most: int,
    named: Callable[[Any], Any] | None = None,
    more: str = "…",
    *,
    quoted: bool = False,
) -> Listed:
    """At most so many of them, each by its name; no other is looked at, since a message may speak of thousands.

    >>> first_of(["4", "7", "9"], 2).say("fr"), first_of(["Nord", "Sud"], 2, quoted=True).say("fr")
    ('4, 7…', '« Nord », « Sud »')
    """
    shown = things[:most]
    items = tuple(shown) if named is None else tuple(map(named, shown))
    return Listed(items, quoted, more if len(things) > most else "")


def spell(value: Any, language: str) -> str:
    """A value as the language writes it; what cannot be seen of a received text is named."""
    match value:
        case str():
            return visible(value)
        case bool():
            raise TypeError("a truth has no spelling: give the phrase that says it")
        case int():
            return integer(value, language)
        case float():
            return plain(value, language, _DECIMALS)
        case date():
            return day(value, language)
        case PurePath():
            return visible(str(value))
        case Said():
            return value.say(language)
    raise TypeError(f"{type(value).__name__} has no spelling")


def spell_all(values: Mapping[str, Any], language: str) -> dict[str, str]:
    """The values of a sentence as the language writes them."""
    return {name: spell(value, language) for name, value in values.items()}
