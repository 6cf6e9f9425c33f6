"""Cells of a workbook that hold a colour and nothing else: a colour is no answer, and this must be said."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from hlmdiag.data.match import Match
from hlmdiag.data.sheet import Sheet, letter
from hlmdiag.errors import Problem, Severity

__all__ = ["colour_problems", "coloured_blanks", "filled_styles"]

_FILLS = re.compile(rb"<(?:\w+:)?fills\b.*?</(?:\w+:)?fills>", re.DOTALL)
_FILL = re.compile(rb"<(?:\w+:)?fill>(.*?)</(?:\w+:)?fill>|<(?:\w+:)?fill/>", re.DOTALL)
_WHITE = re.compile(
    rb'<(?:\w+:)?fgColor\b[^>]*(?:rgb="[0-9A-Fa-f]{0,2}[Ff]{6}"|theme="0"(?![^>]*tint)|indexed="(?:1|9)")'
)
_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_ADDRESS = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]+)(\d+)\"")
_HOLDING = re.compile(rb' s="(\d+)"[^>/]*>(?!</)')
_SEVERAL = 3
_SHOWN = 5
_MOST = 0.5
"""From this share of the cells of a row in one colour, it is the row that is coloured, as a band or a mark."""


def filled_styles(styles: bytes) -> dict[int, int]:
    """The styles of cells that have a colour of background, white apart, and the number of that background."""
    fills, formats = _FILLS.search(styles), _STYLES.search(styles)
    if fills is None or formats is None:
        return {}
    coloured = {
        number
        for number, fill in enumerate(_FILL.finditer(fills[0]))
        if re.search(rb'patternType="(?!none|gray125)', fill[1] or b"") and not _WHITE.search(fill[1])
    }
    used = re.findall(rb"<(?:\w+:)?xf\b[^>]*>", formats[0])
    found = {style: re.search(rb'\bfillId="(\d+)"', tag) for style, tag in enumerate(used)}
    return {style: int(fill[1]) for style, fill in found.items() if fill is not None and int(fill[1]) in coloured}


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
            found.setdefault(_number(cell[1]), []).append(row)
    return {column: tuple(places) for column, places in found.items()}


def _colours_of_row(data: bytes, place: int, styles: Mapping[int, int]) -> Iterator[int]:
    """The colours that most of the filled cells of a row have."""
    end = data.find(b"row>", place)
    start = data.rfind(b"row ", 0, place)
    held = [styles.get(int(style)) for style in _HOLDING.findall(data, max(start, 0), end if end >= 0 else len(data))]
    for colour in {each for each in held if each is not None}:
        if held.count(colour) >= _MOST * len(held):
            yield colour


def _number(letters: bytes) -> int:
    number = 0
    for each in letters:
        number = number * 26 + each - 64
    return number - 1


def colour_problems(sheet: Sheet, matches: Collection[Match], rows: Collection[int]) -> list[Problem]:
    """One problem for each column that is read and where several cells have a colour for all answer.

    `rows` are the indexes of the rows that are units.
    """
    problems = []
    for match in matches:
        blank = [row for row in sheet.coloured.get(match.index, ()) if row in rows and _is_blank(sheet, row, match)]
        if len(blank) < _SEVERAL:
            continue
        cells = [f"{letter(match.index)}{sheet.row(row)}" for row in blank]
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
