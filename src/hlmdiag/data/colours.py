"""Cells of a workbook that hold a colour and nothing else: a colour is no answer, and this must be said."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from hlmdiag.data.match import Match
from hlmdiag.data.sheet import Sheet, position
from hlmdiag.data.usual import CELL
from hlmdiag.errors import Problem, Severity

__all__ = ["colour_problems", "coloured_blanks"]

_ADDRESS = re.compile(CELL)
_HOLDING = re.compile(rb' s="(\d+)"[^>/]*>(?!</)')
_SEVERAL = 3
_SHOWN = 5
_MOST = 0.5
"""From this share of the cells of a row in one colour, it is the row that is coloured, as a band or a mark."""


def coloured_blanks(data: bytes, styles: Mapping[int, int]) -> dict[int, tuple[int, ...]]:
    """The cells that have a colour and no content, by column then row, both counted from 0."""
    if not styles:
        return {}
    names = b"|".join(str(style).encode() for style in sorted(styles))
    found: dict[int, list[int]] = {}
    rows: dict[int, frozenset[int]] = {}
    for mark in re.finditer(rb' s="(' + names + rb')"[^<>/]*(?:/>|></)', data):
        cell = _ADDRESS.match(data, data.rfind(b"<", 0, mark.start()))
        if cell is None:
            continue
        row = int(cell[2]) - 1
        if row not in rows:
            rows[row] = frozenset(_colours_of_row(data, mark.start(), styles))
        if styles[int(mark[1])] not in rows[row]:
            found.setdefault(position(cell[1].decode()), []).append(row)
    return {column: tuple(places) for column, places in found.items()}


def _colours_of_row(data: bytes, place: int, styles: Mapping[int, int]) -> Iterator[int]:
    """The colours that most of the filled cells of a row have."""
    end = data.find(b"row>", place)
    start = data.rfind(b"row ", 0, place)
    held = [styles.get(int(style)) for style in _HOLDING.findall(data, max(start, 0), end if end >= 0 else len(data))]
    for colour in {each for each in held if each is not None}:
        if held.count(colour) >= _MOST * len(held):
            yield colour


def colour_problems(sheet: Sheet, matches: Collection[Match], rows: Collection[int]) -> list[Problem]:
    """One problem for each column that is read and where several cells have a colour for all answer.

    `rows` are the indexes of the rows that are units.
    """
    problems = []
    for match in matches:
        blank = [row for row in sheet.coloured.get(match.index, ()) if row in rows and _is_blank(sheet, row, match)]
        if len(blank) < _SEVERAL:
            continue
        cells = [sheet.address(match.index, sheet.row(row)) for row in blank]
        shown = ", ".join(cells[:_SHOWN]) + ("…" if len(cells) > _SHOWN else "")
        place = {"row": sheet.row(blank[0]), "column": match.index}
        problems.append(
            sheet.problem(
                "donnees.couleur", **place, header=match.header, severity=Severity.WARNING,
                title=match.header, count=len(cells), cells=shown,
            )
        )  # fmt: skip
    return problems


def _is_blank(sheet: Sheet, row: int, match: Match) -> bool:
    return not (sheet.cells[str(match.index)][row] or "").strip()
