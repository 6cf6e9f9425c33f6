"""Shared inputs of the sheets of a form: words, styles, the marks that let it be read back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hlmdiag.data.form_identity import FormMark, Part
from hlmdiag.form import AskedUnit, FormQuestion, Handout
from hlmdiag.report.excel.page import Page
from hlmdiag.report.excel.style import ExcelStyles
from hlmdiag.text.sheet_names import free_sheet_name
from hlmdiag.wording import Wording

if TYPE_CHECKING:
    from xlsxwriter import Workbook


@dataclass(frozen=True)
class FormContext:
    """Shared inputs of the sheets of a form."""

    handout: Handout
    words: Wording
    book: Workbook
    styles: ExcelStyles

    def say(self, code: str, **values: object) -> str:
        """A sentence of the forms."""
        return self.words.say(f"rapport.formulaire.{code}", **values)

    def mark(self, id: str) -> str:
        """Content of the hidden cell of a column."""
        grid = self.handout.questionnaire.grid
        return FormMark(grid.id, grid.version, self.handout.layout, id).written()

    def mark_of(self, part: Part) -> str:
        """Content of the hidden cell of a part of the form."""
        grid = self.handout.questionnaire.grid
        return FormMark(grid.id, grid.version, self.handout.layout, "", part).written()

    def page(self, name: str) -> Page:
        """A new sheet, under a name that no other has."""
        page_words = self.words.say("rapport.classeur.page")
        footer = f"{self.handout.questionnaire.grid.title} — {name}"
        page = Page(
            self.book,
            self.styles,
            free_sheet_name(name, (each.get_name() for each in self.book.worksheets())),
            footer,
            page_words,
        )
        page.sheet.set_portrait()
        return page

    def shown(self, question: FormQuestion) -> list[str]:
        """The answers that a question offers, as they are written in its list."""
        labels = [self._label(question, place) for place in range(len(question.answers))]
        codes = [each.code for each in question.answers]
        return [
            label if labels.count(label) == 1 else f"{label} ({code})"
            for label, code in zip(labels, codes, strict=True)
        ]

    def _label(self, question: FormQuestion, place: int) -> str:
        answer = question.answers[place]
        if question.is_of_certainty:
            return self.words.certainty(answer.code)
        return answer.label or self.words.say("rapport.oui" if answer.code == "true" else "rapport.non")

    @cached_property
    def without_answer(self) -> tuple[str, str]:
        """Answers possible to any question: do not know, not applicable."""
        return self.words.state("unknown"), self.words.state("not_applicable")


def named(unit: AskedUnit) -> str:
    """A unit by its code and its name."""
    return f"{unit.code} — {unit.label}" if unit.label else unit.code
