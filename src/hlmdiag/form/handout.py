"""A workbook to hand out: which questions, about which units, and what is already known of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from hlmdiag.form.question import FormQuestion
from hlmdiag.form.questionnaire import Questionnaire

Layout = Literal["fiche", "tableau"]
"""One sheet a unit, one line a question; or one sheet a theme, one row a unit."""

FEW = 15
"""Units up to which a workbook has a sheet for each: beyond, nobody turns so many pages."""


@dataclass(frozen=True)
class Fact:
    """A known fact of a unit, in words: its name, its value."""

    title: str
    text: str


@dataclass(frozen=True)
class AskedUnit:
    """A unit to answer about. `keys`: its code by key column, as received; `label`: its name; `group`: where it is.

    `facts`: by theme, what is known of it; `known`: by column, the answers that are not asked again, in words;
    `previous`: by column, what was answered before, shown beside the question.
    """

    keys: Mapping[str, str]
    label: str | None = None
    group: str | None = None
    facts: Mapping[str, Sequence[Fact]] = field(default_factory=dict)
    known: Mapping[str, str] = field(default_factory=dict)
    previous: Mapping[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Its code, in one text."""
        return " · ".join(self.keys.values())


@dataclass(frozen=True)
class Handout:
    """One workbook: a questionnaire and the units that it is about; without units, a blank form for one of them."""

    questionnaire: Questionnaire
    layout: Layout
    units: tuple[AskedUnit, ...] = ()

    @property
    def has_previous(self) -> bool:
        """Whether some question shows a previous answer."""
        return any(each.previous for each in self.units)

    def asked_about(self, unit: AskedUnit) -> tuple[FormQuestion, ...]:
        """The questions that are open for a unit."""
        return tuple(each for each in self.questionnaire.questions if each.id not in unit.known)

    @property
    def open_questions(self) -> tuple[FormQuestion, ...]:
        """The questions that are open for some unit: all of them in a blank form."""
        if not self.units:
            return self.questionnaire.questions
        return tuple(
            each for each in self.questionnaire.questions if any(each.id not in unit.known for unit in self.units)
        )


def layout_for(units: int, asked: Layout | None = None) -> Layout:
    """The layout asked for, else the one that so many units call for."""
    return asked or ("fiche" if units <= FEW else "tableau")


def by_theme(questions: Sequence[FormQuestion]) -> Iterator[tuple[str, list[FormQuestion]]]:
    """Questions under their theme, by its id, in their order."""
    found: dict[str, list[FormQuestion]] = {}
    for each in questions:
        found.setdefault(each.theme.id, []).append(each)
    yield from found.items()
