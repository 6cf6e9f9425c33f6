"""One sheet a theme, one row a unit, one column a question: for many units at once."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from hlmdiag.form import AskedUnit, FormQuestion, by_theme
from hlmdiag.report.excel.form.answer_cells import ANSWERED, OPEN, answer_look, hint, validate
from hlmdiag.report.excel.form.context import FormContext
from hlmdiag.report.excel.form.sheet_by_unit import Filled
from hlmdiag.report.excel.page import check
from hlmdiag.report.excel.style import MUTED
from hlmdiag.text.inert import as_cell

if TYPE_CHECKING:
    from hlmdiag.report.excel.form.hidden import HiddenSheet

_CODE, _NAME, _ANSWER, _REMARK = 13.0, 26.0, 19.0, 32.0
_KEY = 1
"""The first column of the code, after that of the marks."""
_BLANK_ROWS = 30
"""Rows to fill where the units are not known."""
_LINE, _FILLED = 13.5, 1.1
_TITLE, _TEXT = 32, 255


def write(context: FormContext, hidden: HiddenSheet) -> list[Filled]:
    """Write a sheet for each theme that asks something."""
    return [
        _Sheet(context, hidden, questions).write() for _, questions in by_theme(context.handout.open_questions)
    ]  # fmt: skip


class _Sheet:
    def __init__(self, context: FormContext, hidden: HiddenSheet, questions: list[FormQuestion]) -> None:
        self._context, self._hidden, self._questions = context, hidden, questions
        # certainties come after all questions: progress is counted on a range of adjacent answers
        self._columns = [*questions, *(each.certainty for each in questions if each.certainty is not None)]
        handout = context.handout
        self._keys = handout.questionnaire.grid.keys
        self._has_label = any(each.label for each in handout.units)
        self._has_group = any(each.group for each in handout.units)
        self._first = _KEY + len(self._keys) + self._has_label + self._has_group
        self._units = handout.units or tuple(AskedUnit(dict.fromkeys(self._keys, "")) for _ in range(_BLANK_ROWS))
        self._page = context.page(questions[0].theme.title)

    def write(self) -> Filled:
        """Write the sheet from top to bottom."""
        from xlsxwriter.utility import xl_range

        page, width = self._page, len(self._questions)
        page.sheet.set_landscape()
        self._marks()
        head = self._titles()
        first = page.row
        for unit in self._units:
            self._row(unit)
        last = page.row - 1
        for place, question in enumerate(self._columns, self._first):
            validate(page, (first, last), place, question, self._context, self._hidden)
        self._finish(head, first, last)
        known = sum(each.id in unit.known for unit in self._units for each in self._questions)
        asked = len(self._context.handout.units) * width - known
        cells = xl_range(first, self._first, last, self._first + width - 1)
        return Filled(page.name, self._questions[0].theme.title, cells, asked, known)

    def _marks(self) -> None:
        page, context = self._page, self._context
        named = [_NAME] * (self._has_label + self._has_group)
        page.widths([2.0, *[_CODE] * len(self._keys), *named, *[_ANSWER] * len(self._columns), _REMARK])
        check(page.sheet.set_row(0, None, None, {"hidden": True}))
        check(page.sheet.set_column(0, 0, 2, None, {"hidden": True}))
        for place, key in enumerate(self._keys, _KEY):
            page.cell(0, place, context.mark(key), context.styles())
        for place in range(_KEY + len(self._keys), self._first):
            page.cell(0, place, context.mark_of("shown"), context.styles())
        for place, question in enumerate(self._columns, self._first):
            page.cell(0, place, context.mark(question.id), context.styles())
        page.cell(0, self._first + len(self._columns), context.mark_of("comment"), context.styles())
        page.row = 1

    def _titles(self) -> int:
        """Write the title of the sheet, the heads of matrices, then the questions; returns the row of these."""
        page, context, style = self._page, self._context, self._context.styles
        role = context.handout.questionnaire.role
        page.cell(page.row, _KEY, self._questions[0].theme.title, style(bold=True, font_size=16))
        check(page.sheet.set_row(page.row, 26))
        page.row += 1
        page.cell(page.row, _KEY, context.say("tableau-aide"), style(font_color=MUTED))
        page.row += 1
        if any(each.is_part for each in self._questions):
            self._headings()
        grid = context.handout.questionnaire.grid
        titles = [grid.columns[key].label for key in self._keys]
        titles += [context.words.say("rapport.colonne.nom")] if self._has_label else []
        group = next((each.label for each in grid.columns.values() if each.role == "group"), "")
        titles += [group] if self._has_group else []
        asked = [each.asked_of(role) for each in self._columns]
        # the hidden reader of forms finds the head of the units by this mark
        page.cell(page.row, 0, context.mark_of("question"), style())
        look = style.header(align="center", valign="vcenter")
        for place, text in enumerate([*titles, *asked, context.say("colonne.remarque")], _KEY):
            page.cell(page.row, place, text, look)
        for place, question in enumerate(self._questions, self._first):
            check(page.sheet.write_comment(page.row, place, as_cell(self._told(question)), _NOTE))
        lines = max(ceil(len(text) / (_ANSWER * _FILLED)) for text in [*asked, *titles])
        check(page.sheet.set_row(page.row, _LINE * lines + 8))
        page.row += 1
        return page.row - 1

    def _headings(self) -> None:
        """The title of each matrix above its two columns."""
        page, role = self._page, self._context.handout.questionnaire.role
        look = self._context.styles(bold=True, align="center", text_wrap=True, bg_color="#e3e9ef", border=1)
        texts = [each.headed_of(role) for each in self._questions]
        start, tallest = 0, 1
        while start < len(texts):
            end = start
            while end + 1 < len(texts) and texts[end + 1] == texts[start] is not None:
                end += 1
            text = texts[start]
            if text is not None:
                column = self._first + start
                if end > start:
                    last = self._first + end
                    check(page.sheet.merge_range(page.row, column, page.row, last, as_cell(text), look))
                else:
                    page.cell(page.row, column, text, look)
                tallest = max(tallest, ceil(len(text) / ((end - start + 1) * _ANSWER * _FILLED)))
            start = end + 1
        check(page.sheet.set_row(page.row, _LINE * tallest + 4))
        page.row += 1

    def _told(self, question: FormQuestion) -> str:
        """Text of a note on a title: help, and how to recognise each answer."""
        context = self._context
        lines = [question.help] if question.help else []
        if (expected := hint(question, context)) is not None:
            lines.append(expected)
        for label, answer in zip(context.shown(question), question.answers, strict=True):
            told = context.say("choix", label=label, descriptor=answer.descriptor) if answer.descriptor else label
            lines.append(f"• {told}{context.say('preuve-demandee') if answer.needs_evidence else ''}")
        lines.append(" · ".join(context.without_answer))
        return "\n".join(lines)

    def _row(self, unit: AskedUnit) -> None:
        page, style = self._page, self._context.styles
        for place, key in enumerate(self._keys, _KEY):
            code = unit.keys[key]
            look = style.cell(num_format="@", bold=True) if code else style(**OPEN, num_format="@")
            page.cell(page.row, place, code, look)
        named = [unit.label] if self._has_label else []
        named += [unit.group] if self._has_group else []
        for place, text in enumerate(named, _KEY + len(self._keys)):
            page.cell(page.row, place, text, style.cell())
        for place, question in enumerate(self._questions, self._first):
            if (known := unit.known.get(question.id)) is not None:
                page.cell(page.row, place, known, style.cell(align="center", font_color=MUTED, italic=True))
            else:
                page.cell(page.row, place, None, style(**answer_look(question)))
            if (before := unit.previous.get(question.id)) is not None:
                note = self._context.say("reponse-d-avant", answer=before)
                check(page.sheet.write_comment(page.row, place, as_cell(note), _NOTE))
        for place in range(self._first + len(self._questions), self._first + len(self._columns)):
            page.cell(page.row, place, None, style(**OPEN, align="center"))
        page.cell(page.row, self._first + len(self._columns), None, style(**OPEN, num_format="@"))
        page.row += 1

    def _finish(self, head: int, first: int, last: int) -> None:
        page = self._page
        filled = {"type": "no_blanks", "format": self._context.book.add_format({"bg_color": ANSWERED})}
        end = self._first + len(self._questions) - 1
        check(page.sheet.conditional_format(first, self._first, last, end, filled))
        page.sheet.freeze_panes(first, self._first)
        page.sheet.repeat_rows(head)
        page.sheet.repeat_columns(_KEY, self._first - 1)
        page.sheet.fit_to_pages(0 if len(self._columns) > _WIDE else 1, 0)
        page.sheet.print_area(1, _KEY, last, self._first + len(self._columns))
        allowed = {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True, "objects": True}
        page.sheet.protect("", allowed)


_NOTE = {"x_scale": 2.4, "y_scale": 2.2, "font_size": 9}
_WIDE = 7
"""Number of questions from which the columns no longer fit one page across."""
