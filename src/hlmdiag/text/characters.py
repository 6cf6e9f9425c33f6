"""Classes of characters: digits, spaces, signs, invisible ones. Every reader of texts uses them.

Two steps: `seen` keeps what a person sees of a text, and is how codes are compared; `plain` also writes its digits and
signs in their usual form, and is what numbers, dates and answers are read from. Superscripts, fractions and circled
numbers are no digits: `²` is what the key beside the 1 of a French keyboard gives by accident.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

DIGIT = "[0-9]"
"""The digits of a text made plain, for a pattern: `\\d` also takes digits that no conversion reads."""

UNUSUAL = r"[^\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff]"
"""A character out of which `seen` or `plain` may make another, for a pattern that looks at a whole column."""

_SPACES = "\t\n\x0b\x0c\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000"
_UNSEEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef"
)
"""Controls, marks of direction, joiners, selectors of variants, soft hyphens, byte-order marks."""
_PRIVATE = "\ue000-\uf8ff\ufffc"
"""Characters that fonts draw differently or not at all: a code may differ by one of them alone."""
_SHOWN, _SPACED = re.compile(f"[{_UNSEEN}{_PRIVATE}]"), re.compile(f"[{_UNSEEN}{_PRIVATE}{_SPACES}]")
_DASHES = "\u2012-\u2015\u2212\u207b\ufe58\ufe63\uff0d"


def _members(ranges: str) -> list[str]:
    """The characters of a class written as in a pattern."""
    expanded = re.sub("(.)-(.)", lambda found: "".join(map(chr, range(ord(found[1]), ord(found[2]) + 1))), ranges)
    return list(expanded)


SEEN = dict.fromkeys(_members(_UNSEEN), "") | dict.fromkeys(_members(_SPACES), " ") | {"\u2010": "-", "\u2011": "-"}
"""Replacements: invisible characters are removed; spaces and hyphens are unified, breaking or not."""

_SIGNS = (
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(_members(_DASHES), "-")
    | dict.fromkeys("‘’‛ʼʹ′`´", "'")
    | {"٪": "%", "﹪": "%", "٫": ",", "٬": "'", "﹢": "+", "﹤": "<", "﹥": ">", "≦": "≤", "≧": "≥"}
)
LOOKALIKES = dict(
    zip("АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXo", strict=True)
)
"""Letters of other alphabets that nobody tells from ours."""
_LAST_DIGIT = 0x1FFFF


@cache
def plain_table() -> dict[str, str]:
    """Replacements made by `plain`, accents apart."""
    digits = re.findall(r"\d", "".join(map(chr, range(0x80, _LAST_DIGIT + 1))))
    return SEEN | _SIGNS | {each: str(unicodedata.decimal(each)) for each in digits}


@cache
def _plain_ordinals() -> dict[int, str]:
    return str.maketrans(plain_table())


_SEEN = str.maketrans(SEEN)


@lru_cache(maxsize=65536)
def seen(text: str) -> str:
    """Visible form of a text: nothing invisible, one kind of space, accents in one form, no blanks around.

    >>> seen("R\\u00ad01\\u200b "), seen("R\\u00a004") == "R 04", seen("e\\u0301") == "é"
    ('R01', True, True)
    """
    return _made(text, _SEEN)


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """A text as it is read: what is seen of it, with its digits and signs in their usual form.

    >>> plain("２４"), plain("−١٢٫٥ ٪")
    ('24', '-12,5 %')
    """
    return _made(text, _plain_ordinals())


def has_strange_number(text: str) -> bool:
    """Whether a text holds a number that is written with no digit: `²`, `½`, `Ⅻ`, `①`.

    >>> has_strange_number("2²"), has_strange_number("22")
    (True, False)
    """
    return not text.isascii() and any(unicodedata.category(each) in ("No", "Nl") for each in text)


def visible(text: str, *, spaces: bool = False) -> str:
    """A text in which what cannot be seen is named; with `spaces`, spaces that only look usual are too.

    >>> visible("R01\\u200b"), visible("R\\u00a004", spaces=True)
    ('R01⟨U+200B⟩', 'R⟨U+00A0⟩04')
    """
    if text.isascii() and text.isprintable():
        return text
    return (_SPACED if spaces else _SHOWN).sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def _made(text: str, table: dict[int, str]) -> str:
    if text.isascii() and text.isprintable():
        return text.strip(" ")
    return unicodedata.normalize("NFC", text.translate(table)).strip(" ")
