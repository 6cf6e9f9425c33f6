"""Told apart from sheets of data: lists of expected answers, forms in an export, copies of forms, sheets of answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hlmdiag.data.answer_sheet import SheetAnswers, take_answers
from hlmdiag.data.expected_forms import ExpectedForms, take_expected
from hlmdiag.data.form_copies import without_copies
from hlmdiag.data.form_exports import take_exports
from hlmdiag.data.form_model import Form
from hlmdiag.data.sheet import Sheet
from hlmdiag.errors import Problem
from hlmdiag.grid.model import Grid


@dataclass(frozen=True, eq=False)
class SetApart:
    """The sheets of data, each with the table it was declared for, and the contents of the other sheets.

    `copies`: what is said of sheets that were copied out of a form: they are read as nothing.
    """

    sheets: list[tuple[Sheet, str | None]]
    forms: list[Form]
    expected: list[ExpectedForms]
    answers: SheetAnswers
    copies: list[Problem]

    @property
    def are_copies_alone(self) -> bool:
        """Whether nothing but copies was given."""
        return bool(self.copies) and not (self.sheets or self.forms)


def set_apart(given: Sequence[tuple[Sheet, str | None]], grid: Grid) -> SetApart:
    """Tell the sheets of open files apart, whoever reads them: one order, for each takes what the next would not."""
    sheets, expected = take_expected(given, grid.keys)
    sheets, forms = take_exports(sheets, grid)
    sheets, copies = without_copies(sheets)
    sheets, answers = take_answers(sheets)
    return SetApart(sheets, forms, expected, answers, copies)


def joined(parts: Sequence[SetApart]) -> SetApart:
    """The contents of several files, as one."""
    by_file = {file: found for each in parts for file, found in each.answers.by_file.items()}
    problems = tuple(problem for each in parts for problem in each.answers.problems)
    return SetApart(
        [sheet for each in parts for sheet in each.sheets],
        [form for each in parts for form in each.forms],
        [one for each in parts for one in each.expected],
        SheetAnswers(by_file, problems),
        [problem for each in parts for problem in each.copies],
    )
