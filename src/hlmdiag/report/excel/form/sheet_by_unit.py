"""One sheet a unit, one line a question: filled on a screen, or printed for a walk with boxes to tick."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from hlmdiag.data.form_identity import Part
from hlmdiag.form import AskedUnit, FormQuestion, by_theme
from hlmdiag.report.excel.form.answer_cells import ANSWERED, ASKED_FOR, OPEN, answer_look, hint, validate
from hlmdiag.report.excel.form.context import FormContext, named
from hlmdiag.report.excel.page import SheetColumn, check
from hlmdiag.report.excel.style import MUTED
from hlmdiag.text.inert import as_cell

if TYPE_CHECKING:
    from hlmdiag.report.excel.form.hidden import HiddenSheet

_QUESTION, _ANSWER = 1, 2
_WIDTHS: Mapping[Part, float] = {
    "question": 58.0, "answer": 17.0, "certainty": 11.0, "comment": 25.0, "evidence": 13.0, "date": 10.5, "shown": 16.0,
}  # fmt: skip
_LINE, _FILLED = 13.5, 1.1
_SMALL_LINE, _FILLED_SMALL, _TALLEST = 12.2, 1.24, 400.0
_BOX = "☐"
_BAND = "#e3e9ef"


@dataclass(frozen=True)
class Filled:
    """A sheet to fill: its name, what it is about, the cells of its answers, how many there are, and how many of these
    cells hold something already."""

    sheet: str
    title: str
    cells: str
    questions: int
    known: int = 0


def write(context: FormContext, hidden: HiddenSheet) -> list[Filled]:
    """Write a sheet for each unit; one with an open code where the form is blank."""
    handout = context.handout
    blank = AskedUnit(dict.fromkeys(handout.questionnaire.grid.keys, ""))
    return [_Sheet(context, hidden, unit).write() for unit in handout.units or (blank,)]


class _Sheet:
    def __init__(self, context: FormContext, hidden: HiddenSheet, unit: AskedUnit) -> None:
        self._context, self._hidden, self._unit = context, hidden, unit
        self._page = context.page(unit.code or context.say("fiche-vierge"))
        asked = context.handout.asked_about(unit)
        absent = {"shown": not context.handout.has_previous, "certainty": not any(each.certainty for each in asked)}
        self._parts = [part for part in _WIDTHS if not absent.get(part)]
        self._last = len(self._parts)

    def _at(self, part: Part) -> int:
        """The column of a part."""
        return self._parts.index(part) + _QUESTION

    def write(self) -> Filled:
        """Write the sheet from top to bottom."""
        context, page = self._context, self._page
        self._marks()
        self._head()
        first = page.row
        self._titles()
        questions = context.handout.asked_about(self._unit)
        for theme, asked in by_theme(questions):
            self._band(theme, asked[0])
            above = None
            for question in asked:
                above = self._heading(question, above)
                self._line(question)
        self._finish(first)
        from xlsxwriter.utility import xl_range

        cells = xl_range(first + 1, _ANSWER, max(page.row - 1, first + 1), _ANSWER)
        return Filled(page.name, named(self._unit) if self._unit.code else page.name, cells, len(questions))

    def _marks(self) -> None:
        page, context = self._page, self._context
        page.widths([2.0, *(_WIDTHS[part] for part in self._parts)])
        check(page.sheet.set_column(0, 0, 2, None, {"hidden": True}))
        check(page.sheet.set_row(0, None, None, {"hidden": True}))
        for part in self._parts:
            page.cell(0, self._at(part), context.mark_of(part), context.styles())
        page.row = 1

    def _head(self) -> None:
        """Which unit it is: its code, which is locked where it is known, its name, its group, what is known of all."""
        page, unit, style = self._page, self._unit, self._context.styles
        role = self._context.handout.questionnaire.role
        check(page.sheet.set_row(page.row, 27))
        page.cell(page.row, _QUESTION, named(unit) or page.name, style(bold=True, font_size=16))
        page.row += 1
        where = [text for text in (unit.group, role.title if role is not None else None) if text]
        page.cell(page.row, _QUESTION, " · ".join(where), style(font_color=MUTED))
        page.row += 1
        for key, code in unit.keys.items():
            label = self._context.handout.questionnaire.grid.columns[key].label
            page.cell(page.row, 0, self._context.mark(key), style())
            page.cell(page.row, _QUESTION, label, style(align="right"))
            look = {"border": 1, "align": "center", "num_format": "@"} if code else OPEN | {"num_format": "@"}
            page.cell(page.row, _ANSWER, code, style(**look))
            page.row += 1
        page.row += 1

    def _titles(self) -> None:
        page, say = self._page, self._context.say
        columns = [
            SheetColumn(say(f"colonne.{part}"), _WIDTHS[part], {} if part == "question" else {"align": "center"})
            for part in self._parts
        ]
        page.table(columns, [], column=_QUESTION)

    def _band(self, theme: str, question: FormQuestion) -> None:
        """The title of a theme, then what is known of it."""
        page, style = self._page, self._context.styles
        check(page.sheet.set_row(page.row, 20))
        for place in range(_QUESTION, self._last + 1):
            text = question.theme.title if place == _QUESTION else None
            page.cell(page.row, place, text, style(bold=True, font_size=11, bg_color=_BAND))
        page.row += 1
        facts = self._unit.facts.get(theme, ())
        if facts:
            words = self._context.words
            told = words.joined(words.labelled(each.title, each.text) for each in facts)
            text = self._context.say("deja-connu", facts=told)
            width = sum(_WIDTHS[part] for part in self._parts)
            page.sheet.set_row(page.row, _SMALL_LINE * ceil(len(text) / (width * _FILLED_SMALL)) + 3)
            look = style(text_wrap=True, font_color=MUTED, font_size=9, italic=True, valign="top")
            check(page.sheet.merge_range(page.row, _QUESTION, page.row, self._last, as_cell(text), look))
            page.row += 1

    def _heading(self, question: FormQuestion, above: str | None) -> str | None:
        """Write the head of the two answers of a matrix, once."""
        text = question.headed_of(self._context.handout.questionnaire.role)
        if text is not None and text != above:
            page = self._page
            page.cell(page.row, _QUESTION, text, self._context.styles(bold=True, text_wrap=True, top=1))
            check(page.sheet.set_row(page.row, _LINE * ceil(len(text) / (_WIDTHS["question"] * _FILLED)) + 3))
            page.row += 1
        return text

    def _line(self, question: FormQuestion) -> None:
        page, context, style = self._page, self._context, self._context.styles
        page.cell(page.row, 0, context.mark(question.id), style())
        self._question(question)
        page.cell(page.row, _ANSWER, None, style(**answer_look(question)))
        for part in ("comment", "evidence"):
            page.cell(page.row, self._at(part), None, style(**OPEN, valign="top", num_format="@"))
        page.cell(page.row, self._at("date"), None, style(**OPEN, align="center", num_format="dd/mm/yyyy"))
        if "shown" in self._parts:
            said = self._unit.previous.get(question.id)
            page.cell(page.row, self._at("shown"), said, style.cell(text_wrap=True, font_color=MUTED, align="center"))
        validate(page, (page.row, page.row), _ANSWER, question, context, self._hidden)
        if question.certainty is not None:
            place = self._at("certainty")
            page.cell(page.row, place, None, style(**OPEN, align="center", valign="vcenter"))
            validate(page, (page.row, page.row), place, question.certainty, context, self._hidden)
        self._colour_evidence(question)
        page.row += 1

    def _question(self, question: FormQuestion) -> None:
        """The question, what helps, and the answers with a box each: on paper they are ticked."""
        page, context, style = self._page, self._context, self._context.styles
        asked, below = question.asked_of(context.handout.questionnaire.role), _below(question, context)
        look = style(text_wrap=True, valign="top", bottom=1, bottom_color="#d5dbe1")
        indent = "    " if question.is_part else ""
        parts: list[object] = [style(bold=not question.is_part), as_cell(indent + asked)]
        for text, is_help in below:
            parts += [style(font_color=MUTED, font_size=9) if is_help else style(font_size=9), as_cell("\n" + text)]
        if below:
            check(page.sheet.write_rich_string(page.row, _QUESTION, *parts, look))
        else:
            page.cell(page.row, _QUESTION, indent + asked, style(bold=True, text_wrap=True, valign="top", bottom=1))
        small = sum(ceil(len(text) / (_WIDTHS["question"] * _FILLED_SMALL)) for text, _ in below)
        lines = ceil(len(asked) / (_WIDTHS["question"] * _FILLED))
        check(page.sheet.set_row(page.row, min(_LINE * lines + _SMALL_LINE * small + 4, _TALLEST)))

    def _colour_evidence(self, question: FormQuestion) -> None:
        """Evidence is asked for as soon as an answer that requires it is chosen."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        page, shown = self._page, self._context.shown(question)
        asking = [text for text, each in zip(shown, question.answers, strict=True) if each.needs_evidence]
        if not asking:
            return
        answer = xl_rowcol_to_cell(page.row, _ANSWER, col_abs=True)
        place = self._at("evidence")
        evidence = xl_rowcol_to_cell(page.row, place, col_abs=True)
        chosen = ",".join(f'{answer}="{_quoted(text)}"' for text in asking)
        rule = {
            "type": "formula",
            "criteria": f'=AND(OR({chosen}),{evidence}="")',
            "format": self._context.book.add_format({"bg_color": ASKED_FOR}),
        }
        check(page.sheet.conditional_format(page.row, place, page.row, place, rule))

    def _finish(self, head: int) -> None:
        page = self._page
        filled = {"type": "no_blanks", "format": self._context.book.add_format({"bg_color": ANSWERED})}
        check(page.sheet.conditional_format(head + 1, _ANSWER, max(page.row - 1, head + 1), _ANSWER, filled))
        page.sheet.freeze_panes(head + 1, 0)
        page.sheet.repeat_rows(head)
        page.sheet.print_area(1, _QUESTION, max(page.row - 1, 1), self._last)
        page.sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})


def _below(question: FormQuestion, context: FormContext) -> list[tuple[str, bool]]:
    """Lines under a question, and whether they are help rather than boxes to tick."""
    found = [(question.help, True)] if question.help else []
    if (expected := hint(question, context)) is not None:
        found.append((expected, True))
    for label, answer in zip(context.shown(question), question.answers, strict=True):
        told = context.say("choix", label=label, descriptor=answer.descriptor) if answer.descriptor else label
        evidence = context.say("preuve-demandee") if answer.needs_evidence else ""
        found.append((f"{_BOX} {told}{evidence}", False))
    if question.answers:
        found.append(("   ".join(f"{_BOX} {each}" for each in context.without_answer), False))
    return found


def _quoted(text: str) -> str:
    return text.replace('"', '""')
