"""Puts the sheets of a form together."""

from __future__ import annotations

from datetime import date
from typing import BinaryIO

from hlmdiag.form import Handout
from hlmdiag.report.excel.book import new_book
from hlmdiag.report.excel.form import instructions, sheet_by_theme, sheet_by_unit
from hlmdiag.report.excel.form.context import FormContext
from hlmdiag.report.excel.form.hidden import HiddenSheet
from hlmdiag.report.excel.style import ExcelStyles
from hlmdiag.wording import Wording


def render(handout: Handout, out: BinaryIO, language: str, day: date) -> None:
    """Write a form: the same handout gives the same bytes. `day`: creation date of the workbook."""
    grid = handout.questionnaire.grid
    with new_book(out, grid.title, day) as book:
        book.set_calc_mode("auto")
        context = FormContext(handout, Wording(language, grid), book, ExcelStyles(book))
        hidden = HiddenSheet(context)
        first = instructions.begin(context)
        write = sheet_by_unit.write if handout.layout == "fiche" else sheet_by_theme.write
        instructions.write(context, first, hidden, write(context, hidden))
        hidden.write()
