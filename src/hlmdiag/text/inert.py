"""Received text made harmless to show: no control character, no mark that reverses the direction of reading.

What it leaves can be written in UTF-8 and in any XML 1.0 (production Char), so that every format passes through it.
"""

from __future__ import annotations

import json
import re
from typing import Any

_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

_UNSHOWN = re.compile("[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

FORMULA = r"^[=+\-@\t\r']"
"""Beginnings of a text that a spreadsheet takes for a formula, or of one already disarmed."""

CELL = 32_767
"""Longest content of a workbook's cell, in UTF-16 units: an emoji takes two."""


def inert(text: str) -> str:
    """The same text without what a reader cannot see and a program would obey.

    >>> inert("Le\\u202e Clos\\x07")
    'Le Clos'
    """
    return _HIDDEN.sub("", text)


def as_cell(text: str, longest: int = CELL) -> str:
    """The same text as a workbook may hold it, cut with « … » where it is too long for its cell.

    >>> as_cell("Les\\x0b Glycines"), as_cell("Bellevue", 5)
    ('Les Glycines', 'Bell…')
    """
    harmless = inert(text)
    # in UTF-16, a character takes at most two units
    if len(harmless) * 2 <= longest:
        return harmless
    units = harmless.encode("utf-16-le")
    if len(units) <= 2 * longest:
        return harmless
    return units[: 2 * (longest - 1)].decode("utf-16-le", errors="ignore") + "…"


def harmless_json(document: Any) -> bytes:
    """A document of JSON as a file holds it, all its texts made harmless.

    >>> harmless_json(["Le\\x07 Clos"])
    b'[\\n "Le Clos"\\n]\\n'
    """
    return (json.dumps(_inside(document), ensure_ascii=False, indent=1) + "\n").encode()


def _inside(value: Any) -> Any:
    match value:
        case str():
            return inert(value)
        case dict():
            return {key: _inside(each) for key, each in value.items()}
        case list():
            return [_inside(each) for each in value]
        case _:
            return value


def shown_name(name: str) -> str:
    """The name of a file as any message, table or report can hold it: bytes that are no text are spelled.

    >>> print(shown_name("relev\\udce9.csv"), shown_name("a\\tb.csv"))
    relev\\xe9.csv a\\tb.csv
    """
    return _UNSHOWN.sub(_spelled, name)


def _spelled(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return repr(found[0])[1:-1]
