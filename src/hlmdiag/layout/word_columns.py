"""The widths of the columns of a table on paper: no word is cut that a line can hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt

from hlmdiag.layout.blocks import Section, Table

SIGNS = 105
"""Signs of a cell that fit a line of our page."""

_WORD = 20
"""Signs of a word that is not cut."""

_EDGES = 3
"""Signs that the edges of a cell take."""


def asks_for_a_wide_page(sections: Iterable[Section]) -> bool:
    """Whether a table has more columns than the words of a page that stands up can be read in."""
    tables = [block for section in sections for block in section.blocks if isinstance(block, Table)]
    return any(sum(_least(table)) > SIGNS for table in tables)


def shares_of_columns(table: Table, signs: float) -> list[float]:
    """The share of the line of each column: its longest word, then what it asks for, or what its texts do."""
    least = _least(table)
    left = max(0.0, signs - sum(least))
    if table.widths:
        scale = signs / sum(table.widths)
        more = [max(0.0, width * scale - short) for width, short in zip(table.widths, least, strict=True)]
    else:
        more = [max(1.0, asked - short) for asked, short in zip(_lengths(table), least, strict=True)]
    wanted = sum(more) or 1.0
    widths = [short + left * part / wanted for short, part in zip(least, more, strict=True)]
    return [width / sum(widths) for width in widths]


def _columns(table: Table) -> Sequence[list[str]]:
    return [[*column] for column in zip(table.headers, *table.rows, strict=True)]


def _least(table: Table) -> list[int]:
    """Signs of the longest word of each column, with the edges of its cells."""
    words = [" ".join(column).split() for column in _columns(table)]
    return [min(max(map(len, each), default=0), _WORD) + _EDGES for each in words]


def _lengths(table: Table) -> list[float]:
    return [sqrt(sum(len(text) ** 2 for text in column) / len(column)) for column in _columns(table)]
