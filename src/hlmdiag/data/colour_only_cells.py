"""Cells that hold a colour and no text: they are not answers, unless the settings give the colour a meaning."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

import polars as pl

from hlmdiag.data.match import Match
from hlmdiag.data.sheet import Sheet, position
from hlmdiag.data.usual_xml import CELL
from hlmdiag.errors import Problem, Severity
from hlmdiag.text.phrase import Phrase, first_of

if TYPE_CHECKING:
    from hlmdiag.data.table_schema import TableSchema

TINT = "\ue003"
"""Prefix of the text given to a cell without text, so that its author can say what its colour means."""

_ADDRESS = re.compile(CELL)
_HOLDING = re.compile(rb' s="(\d+)"[^>/]*>(?!</)')
_HEX = re.compile(r"[0-9A-F]{6}")
_HUES = (
    (15, "rouge"), (45, "orange"), (70, "jaune"), (165, "vert"), (260, "bleu"), (330, "violet"), (361, "rouge"),
)  # fmt: skip
"""Upper bound of each colour on the wheel, in degrees."""
_GREY, _DARK = 0.12, 0.08
SEVERAL = 3
_SHOWN = 5
_MOST = 0.5
"""From this share of the cells of a row in one colour, it is the row that is coloured, as a band or a mark."""


def coloured_blanks(data: bytes, styles: Mapping[int, int]) -> dict[int, dict[int, int]]:
    """The cells that have a colour and no content, by column then row, both counted from 0: the numbers of colours."""
    if not styles:
        return {}
    names = b"|".join(str(style).encode() for style in sorted(styles))
    found: dict[int, dict[int, int]] = {}
    rows: dict[int, frozenset[int]] = {}
    for mark in re.finditer(rb' s="(' + names + rb')"[^<>/]*(?:/>|></)', data):
        cell = _ADDRESS.match(data, data.rfind(b"<", 0, mark.start()))
        if cell is None:
            continue
        row = int(cell[2]) - 1
        if row not in rows:
            rows[row] = frozenset(_colours_of_row(data, mark.start(), styles))
        if styles[int(mark[1])] not in rows[row]:
            found.setdefault(position(cell[1].decode()), {})[row] = styles[int(mark[1])]
    return found


def _colours_of_row(data: bytes, place: int, styles: Mapping[int, int]) -> Iterator[int]:
    """The colours that most of the filled cells of a row have."""
    end = data.find(b"row>", place)
    start = data.rfind(b"row ", 0, place)
    held = [styles.get(int(style)) for style in _HOLDING.findall(data, max(start, 0), end if end >= 0 else len(data))]
    for colour in {each for each in held if each is not None}:
        if held.count(colour) >= _MOST * len(held):
            yield colour


def tints_of(sheet: Sheet, index: int, rows: Collection[int]) -> dict[str, list[int]]:
    """By colour, the cells of a column, in some rows, that hold nothing else."""
    found: dict[str, list[int]] = {}
    for row, tint in sheet.coloured.get(index, {}).items():
        if row in rows and not (sheet.cells[str(index)][row] or "").strip():
            found.setdefault(tint, []).append(row)
    return found


def with_tints(cells: pl.DataFrame, sheet: Sheet, by_column: Mapping[str, Match], form: TableSchema) -> pl.DataFrame:
    """The cells, those whose colour has a meaning holding it as a text."""
    columns = []
    for column, match in by_column.items():
        told = {text.removeprefix(TINT) for text in form.told.get(column, {}) if text.startswith(TINT)}
        found = tints_of(sheet, match.index, range(cells.height)) if told else {}
        rows = [(row, TINT + tint) for tint in told & found.keys() for row in found[tint]]
        if rows:
            places, texts = zip(*sorted(rows), strict=True)
            columns.append(cells[str(match.index)].clone().scatter(places, pl.Series(texts)))
    return cells.with_columns(columns)


def _hue(tint: str) -> str:
    """The name of a colour, by which its sentence is found."""
    if not _HEX.fullmatch(tint):
        return "autre"
    red, green, blue = (int(tint[place : place + 2], 16) / 255 for place in (0, 2, 4))
    turn, light, strength = colorsys.rgb_to_hls(red, green, blue)
    if strength < _GREY or light < _DARK:
        return "gris"
    return next(name for limit, name in _HUES if turn * 360 < limit)


def tint_in_words(text: str) -> Phrase:
    """Text given to a cell without text, once its colour has a meaning."""
    tint = text.removeprefix(TINT)
    return Phrase(f"donnees.mots.teinte-{_hue(tint)}", tint=f" #{tint}" if _HEX.fullmatch(tint) else "")


def colour_problems(
    sheet: Sheet, matches: Collection[Match], rows: Collection[int], form: TableSchema
) -> list[Problem]:
    """One problem for each column that is read and where several cells have a colour for all answer.

    `rows` are the indexes of the rows that are units.
    """
    problems = []
    for match in matches:
        told = form.told.get(match.column or "", {})
        found = tints_of(sheet, match.index, rows)
        blank = sorted(row for tint, places in found.items() if TINT + tint not in told for row in places)
        if len(blank) < SEVERAL:
            continue
        cells = [sheet.address(match.index, sheet.row(row)) for row in blank]
        shown = first_of(cells, _SHOWN)
        place = {"row": sheet.row(blank[0]), "column": match.index}
        problems.append(
            sheet.problem(
                "donnees.couleur", **place, header=match.header, severity=Severity.WARNING,
                title=match.header, count=len(cells), cells=shown,
            )
        )  # fmt: skip
    return problems
