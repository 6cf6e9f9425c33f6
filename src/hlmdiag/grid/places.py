"""Where things are in the text of a grid: lines and columns counted from 1, in characters."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

__all__ = ["Path", "Place", "inside", "line_and_column"]

Path = tuple[str | int, ...]
"""The keys (and ranks in lists) that lead to a node from the root."""

_ANCHOR = re.compile(r"&\S+\s+")
_LONG_ESCAPES = {"x": 2, "u": 4, "U": 8}


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a value and of its key; `start` and `end` delimit the value in the text.

    `style` is that of the value: empty for a plain scalar, a quote, `|` or `>`, `flow` or `block` for a map or a list.
    Without a column, only the line is known (a grid read back from a result).
    """

    line: int
    column: int | None
    key_line: int
    key_column: int | None
    start: int = 0
    end: int = 0
    style: str = ""


def line_and_column(text: str, index: int) -> tuple[int, int]:
    """The line and column of a character of a text, from 1.

    >>> line_and_column("ab\\ncd", 4)
    (2, 2)
    """
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def inside(place: Place, text: str, offset: int) -> tuple[int, int | None]:
    """The line and column of a character of a value, given its rank in that value once read.

    >>> inside(Place(1, 8, 1, 1, 7, 15, "'"), "value: 'it''s x'", 5)
    (1, 14)
    """
    if place.column is None or not text:
        return place.line, place.column
    raw = text[place.start : place.end]
    marked = _ANCHOR.match(raw)
    if marked is not None:
        line, column = line_and_column(text, place.start + marked.end())
        place = replace(place, line=line, column=column, start=place.start + marked.end())
        raw = raw[marked.end() :]
    if place.style in ("|", ">"):
        return _inside_block(place, raw, offset)
    if "\n" in raw:
        return place.line, place.column
    if place.style == "'":
        return place.line, place.column + 1 + _advance(re.compile(r"''|.", re.DOTALL), raw[1:-1], offset)
    if place.style == '"':
        return place.line, place.column + 1 + _advance_escaped(raw[1:-1], offset)
    return place.line, place.column + offset


def _inside_block(place: Place, raw: str, offset: int) -> tuple[int, int | None]:
    """Inside a block scalar: exact under `|`, and under `>` while it stands on one line."""
    lines = raw.split("\n")[1:]
    for rank, line in enumerate(lines, 1):
        content = line.strip()
        if offset <= len(content):
            return place.line + rank, len(line) - len(line.lstrip()) + 1 + offset
        offset -= len(content) + 1
    return place.line, place.column


def _advance(unit: re.Pattern[str], raw: str, offset: int) -> int:
    position = 0
    for _ in range(offset):
        found = unit.match(raw, position)
        if found is None:
            break
        position = found.end()
    return position


def _advance_escaped(raw: str, offset: int) -> int:
    position = 0
    for _ in range(offset):
        if raw[position : position + 1] == "\\":
            position += 2 + _LONG_ESCAPES.get(raw[position + 1 : position + 2], 0)
        else:
            position += 1
    return min(position, len(raw))
