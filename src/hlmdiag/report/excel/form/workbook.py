"""Puts the sheets of a form together."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from typing import BinaryIO

from hlmdiag.form import Handout
from hlmdiag.report.excel.form import instructions, sheet_by_theme, sheet_by_unit
from hlmdiag.report.excel.form.context import FormContext
from hlmdiag.report.excel.form.hidden import HiddenSheet
from hlmdiag.report.excel.style import ExcelStyles
from hlmdiag.text.inert import as_cell
from hlmdiag.wording import Wording

_LONGEST_TITLE = 255


def render(handout: Handout, out: BinaryIO, language: str, day: date) -> None:
    """Write a form: the same handout gives the same bytes. `day`: when the workbook is said to be made."""
    from xlsxwriter import Workbook

    held = BytesIO()
    book = Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    grid = handout.questionnaire.grid
    book.set_properties(
        {"title": as_cell(grid.title, _LONGEST_TITLE), "author": "hlmdiag", "created": datetime.combine(day, time())}
    )
    book.set_calc_mode("auto")
    context = FormContext(handout, Wording(language, grid), book, ExcelStyles(book))
    hidden = HiddenSheet(context)
    first = instructions.begin(context)
    write = sheet_by_unit.write if handout.layout == "fiche" else sheet_by_theme.write
    instructions.write(context, first, hidden, write(context, hidden))
    hidden.write()
    book.close()
    out.write(held.getvalue())
