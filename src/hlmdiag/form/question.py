"""A question of a form: a column that some criteria read, how it is asked, what may be answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hlmdiag.grid.data_model import AskedRole, Column
from hlmdiag.grid.model import Indicator, Theme
from hlmdiag.rules.normalise import Choices, Matrix


@dataclass(frozen=True)
class PossibleAnswer:
    """One answer of a list: its code, label, description, and whether it asks for evidence.

    Of a yes or a no, the label is None: it is a word of the language, not of the grid.
    """

    code: str
    label: str | None
    descriptor: str | None = None
    needs_evidence: bool = False


@dataclass(frozen=True)
class FormQuestion:
    """A column to answer. `indicators`: the asked criteria that read it, at least one; `theme`: the topmost theme of
    the first of them; `roles`: who may be asked, the union of theirs; `answers`: the list to choose from, empty for a
    number, a date or a text. `certainty`: that of how sure one is of the answer, where the grid asks it.
    """

    column: Column
    indicators: tuple[Indicator, ...]
    theme: Theme
    roles: tuple[AskedRole, ...]
    answers: tuple[PossibleAnswer, ...]
    certainty: FormQuestion | None = None

    @property
    def id(self) -> str:
        """The id of the column."""
        return self.column.id

    @property
    def is_part(self) -> bool:
        """Whether it is one of the two answers of a matrix, under one title."""
        return isinstance(self.indicators[0].rule, Matrix)

    @property
    def is_of_certainty(self) -> bool:
        """Whether it asks how sure one is of another answer."""
        return any(each.certainty == self.id for each in self.indicators)

    @property
    def asking(self) -> tuple[Indicator, ...]:
        """The indicators whose value is this answer alone; others only use it."""
        return tuple(each for each in self.indicators if each.column == self.id)

    @property
    def title(self) -> str:
        """Short title: that of its indicator, else of its column."""
        return self.asking[0].title if self.asking else self.column.label

    @property
    def help(self) -> str | None:
        """Help: that of the indicator, else of the column."""
        return next((each.help for each in self.asking if each.help), None) or self.column.help

    @property
    def unit(self) -> str | None:
        """The unit of a number; of a list of answers, there is none to write."""
        return None if self.answers else self.column.said_unit

    def asked_of(self, role: AskedRole | None) -> str:
        """The question in the words of a role: its wording, else the question, else the title."""
        worded = [each.wording[role.id] for each in self.asking if role is not None and role.id in each.wording]
        said = [each.question for each in self.asking if each.question]
        return next(iter([*worded, *said]), self.title)

    def headed_of(self, role: AskedRole | None) -> str | None:
        """Heading above the two answers of a matrix; None for a single question."""
        if not self.is_part:
            return None
        first = self.indicators[0]
        return (first.wording.get(role.id) if role is not None else None) or first.question or first.title


def possible_answers(column: Column, readers: Sequence[Indicator]) -> tuple[PossibleAnswer, ...]:
    """The list that a column offers, described by the criterion that scores its answers."""
    described = dict(_described(column, readers))
    if column.type == "boolean":
        return tuple(PossibleAnswer(code, None, *described.get(code, (None, False))) for code in ("true", "false"))
    return tuple(
        PossibleAnswer(code, label, *described.get(code, (None, False))) for code, label in column.choices.items()
    )


def _described(column: Column, readers: Sequence[Indicator]) -> Iterator[tuple[str, tuple[str | None, bool]]]:
    for each in reversed(readers):
        if isinstance(each.rule, Choices) and each.column == column.id:
            for code, choice in each.rule.choices.items():
                yield code, (choice.descriptor, choice.evidence == "required")
