"""Faulty cells are coloured and commented; marks of an earlier copy are taken off first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from hlmdiag.data.annotation_sheet import is_listing
from hlmdiag.data.answer_sheet import LOOKED, marks_in
from hlmdiag.errors import Severity
from hlmdiag.inspection import Fault
from hlmdiag.text import say
from hlmdiag.text.inert import as_cell

COLOURS = {Severity.ERROR: "FFF4B6B6", Severity.WARNING: "FFFFE699", Severity.NOTICE: "FFDDEBF7"}
_AUTHOR = "hlmdiag"
_COLOUR = "donnees.couleur"
_COMMENTS = 5_000
"""Beyond this, a workbook with comments takes Excel minutes to open; cells are still coloured and listed."""

_WIDTH, _LINE, _PER_LINE = 340, 18, 48


@dataclass(frozen=True)
class MarkPlace:
    """A fault and where it is in the copy: `sheet` is None for a fault of the whole file."""

    fault: Fault
    sheet: str | None
    cell: str | None


def clear(book: Workbook) -> None:
    """Take off what an earlier copy added: its list, its questions, its comments and its colours."""
    for sheet in list(book.worksheets):
        if is_listing(sheet.title, sheet["A1"].value) or _asks(sheet):
            book.remove(sheet)
            continue
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, Cell) and cell.comment is not None and cell.comment.author == _AUTHOR:
                    cell.comment = None
                    if cell.fill.fgColor.rgb in COLOURS.values():
                        cell.fill = PatternFill()


def _asks(sheet: Worksheet) -> bool:
    return bool(marks_in(sheet.iter_rows(max_row=LOOKED, max_col=LOOKED, values_only=True)))


def mark(book: Workbook, faults: Sequence[Fault], language: str) -> list[MarkPlace]:
    """Colour and comment the faulty cells; gives each fault with its place in the copy."""
    places = [_place(book, fault) for fault in faults]
    by_cell: dict[tuple[str, str], list[Fault]] = {}
    for place in places:
        if place.sheet is not None and place.cell is not None:
            by_cell.setdefault((place.sheet, place.cell), []).append(place.fault)
    for number, ((sheet, name), found) in enumerate(by_cell.items()):
        cell = _anchor(book[sheet], name)
        worst = min((fault.problem.severity for fault in found), key=list(Severity).index)
        # the only remark is about the cell's own colour: painting over it would hide what the remark is about
        if {fault.problem.code for fault in found} != {_COLOUR}:
            cell.fill = PatternFill("solid", fgColor=COLOURS[worst])
        if number < _COMMENTS:
            cell.comment = _comment(cell, found, language)
    return places


def _place(book: Workbook, fault: Fault) -> MarkPlace:
    names = [sheet.title for sheet in book.worksheets]
    name = fault.location.sheet if fault.location.sheet is not None else names[0] if len(names) == 1 else None
    if name not in names:
        return MarkPlace(fault, None, None)
    line = fault.location.line
    return MarkPlace(fault, name, fault.location.cell or (f"A{line}" if line else None))


def _anchor(sheet: Worksheet, name: str) -> Cell:
    """The cell that can be marked: a merged cell is marked at its corner."""
    cell = sheet[name]
    if isinstance(cell, MergedCell):
        corner = next(area for area in sheet.merged_cells.ranges if name in area)
        cell = sheet.cell(corner.min_row, corner.min_col)
    assert isinstance(cell, Cell)
    return cell


def _comment(cell: Cell, faults: Sequence[Fault], language: str) -> Comment:
    parts = []
    for fault in faults:
        parts.append(fault.message(language))
        if expected := fault.expected(language):
            parts.append(say("rapport.annotation.attendu", language, expected=expected))
    text = "\n".join(dict.fromkeys(parts))
    if cell.comment is not None:
        text += "\n\n" + say("rapport.annotation.deja", language, text=cell.comment.text)
    text = as_cell(text)
    lines = sum(1 + len(line) // _PER_LINE for line in text.split("\n"))
    return Comment(text, _AUTHOR, height=min(400, _LINE * (lines + 1)), width=_WIDTH)
