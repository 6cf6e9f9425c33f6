"""Forms as they come back: written, then filled in by a program at the cells where its marks cross."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hlmdiag.data.form_identity import mark_in
from hlmdiag.form import AskedUnit, Handout, Layout, questionnaire
from hlmdiag.grid import Grid
from hlmdiag.grid.certainty import certainty_column
from hlmdiag.report.excel.form import render

DAY = date(2026, 11, 1)
Answers = Mapping[tuple[str, str], object]
"""By code of unit and id of column."""


def asked(grid: Grid, layout: Layout) -> Handout:
    units = [AskedUnit({key: f"{key[:3]}{number}" for key in grid.keys}) for number in range(2)]
    return Handout(questionnaire(grid, "all"), layout, tuple(units))


def filled(handout: Handout, answers: Answers) -> bytes:
    held = io.BytesIO()
    render(handout, held, "fr", DAY)
    book = load_workbook(held)
    sheets = [sheet for sheet in book.worksheets if sheet.title != "hlmdiag"]
    for sheet in sheets[1:]:
        fill(sheet, handout, answers)
    back = io.BytesIO()
    book.save(back)
    return back.getvalue()


def fill(sheet: Worksheet, handout: Handout, answers: Answers) -> None:
    """Write each answer where its marks cross, found as a reader of the file would find it."""
    marks = {
        (cell.row, cell.column): mark
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and (mark := mark_in(cell.value)) is not None
    }
    key = handout.questionnaire.grid.keys[0]
    if handout.layout == "fiche":
        column = next(column for (_, column), mark in marks.items() if mark.part == "answer")
        code = next(sheet.cell(row, column).value for (row, _), mark in marks.items() if mark.id == key)
        places = {mark.id: (row, column) for (row, _), mark in marks.items() if mark.part is None}
        for id, (row, _) in list(places.items()):
            beside = (place for (_, place), mark in marks.items() if mark.part == "certainty")
            places |= {certainty_column(id): (row, place) for place in beside}
        for (unit, id), value in answers.items():
            if unit == code and id in places and id not in handout.questionnaire.grid.keys:
                sheet.cell(*places[id]).value = value  # type: ignore[arg-type]
        return
    top = next(row for (row, _), mark in marks.items() if mark.part == "question")
    columns = {mark.id: column for (_, column), mark in marks.items() if mark.part is None}
    for row in range(top + 1, sheet.max_row + 1):
        code = sheet.cell(row, columns[key]).value
        for (unit, id), value in answers.items():
            if unit == code and id in columns:
                sheet.cell(row, columns[id]).value = value  # type: ignore[arg-type]
