"""Maps each node of a grid document to its place in the text: lines and columns from 1, in characters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

NodePath = tuple[str | int, ...]
"""The keys (and ranks in lists) that lead to a node from the root."""

_ANCHOR = re.compile(r"&\S+\s+")
_SINGLE = re.compile(r"''|.", re.DOTALL)
_DOUBLE = re.compile(r"\\(x..|u.{4}|U.{8}|.)|.", re.DOTALL)
"""One character of a quoted text, as it is written."""


@dataclass(frozen=True, slots=True)
class NodeOrigin:
    """The other file that a node of a document comes from: its parent, its dictionary."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class SourceRange:
    """The place of a value and of its key; `start` and `end` delimit the value in the text.

    `style` is that of the value: empty for a plain scalar, a quote, `|` or `>`, `flow` or `block` for a map or a list.
    Without a column, only the line is known (a grid read back from a result). Without an origin, it is in the document
    itself.
    """

    line: int
    column: int | None
    key_line: int
    key_column: int | None
    start: int = 0
    end: int = 0
    style: str = ""
    origin: NodeOrigin | None = None


def has_path(data: Any, path: NodePath) -> bool:
    """Whether a path leads to something in a document.

    >>> has_path({"columns": {"code": {"type": "id"}}}, ("columns", "code", "label"))
    False
    """
    for part in path:
        in_list = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if not in_list and not (isinstance(data, dict) and part in data):
            return False
        data = data[part]
    return True


def line_and_column(text: str, index: int) -> tuple[int, int]:
    """The line and column of a character of a text, from 1.

    >>> line_and_column("ab\\ncd", 4)
    (2, 2)
    """
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def inside(place: SourceRange, text: str, offset: int) -> tuple[int, int | None]:
    """The line and column of a character of a value, given its rank in that value once read.

    >>> inside(SourceRange(1, 8, 1, 1, 7, 15, "'"), "value: 'it''s x'", 5)
    (1, 15)
    """
    if place.column is None or not text:
        return place.line, place.column
    marked = _ANCHOR.match(text, place.start, place.end)
    start = place.start if marked is None else marked.end()
    line, column = line_and_column(text, start)
    raw = text[start : place.end]
    if place.style in ("|", ">"):
        return _among_lines(raw.split("\n")[1:], line + 1, None, offset) or (line, column)
    if place.style == "'":
        advance = 1 + _advance(_SINGLE, raw[1:-1], offset)
    elif place.style == '"':
        advance = 1 + _advance(_DOUBLE, raw[1:-1], offset)
    else:
        return _among_lines(raw.split("\n"), line, column, offset) or (line, column)
    return (line, column) if "\n" in raw else (line, column + advance)


def _among_lines(lines: list[str], line: int, column: int | None, offset: int) -> tuple[int, int] | None:
    """Inside a text whose lines were joined by one character each; `column` is where the first one starts."""
    for rank, content in enumerate(lines):
        bare = content.strip()
        if offset <= len(bare):
            indent = len(content) - len(content.lstrip()) + 1
            return line + rank, (column if rank == 0 and column is not None else indent) + offset
        offset -= len(bare) + 1
    return None


def _advance(unit: re.Pattern[str], raw: str, offset: int) -> int:
    position = 0
    for _ in range(offset):
        found = unit.match(raw, position)
        if found is None:
            break
        position = found.end()
    return position
