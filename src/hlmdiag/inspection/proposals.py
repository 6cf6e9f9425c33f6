"""Lines worth writing in the settings file: titles that resemble a column, words that resemble an answer."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hlmdiag.configuration import Proposal
from hlmdiag.data import ColumnUnderstood, Settings, SheetUnderstood
from hlmdiag.data.answered import resolved
from hlmdiag.data.normalise_text import words
from hlmdiag.data.sheet import TO_CORRECT
from hlmdiag.data.tables import tables_of
from hlmdiag.errors import Problem
from hlmdiag.grid.data_model import Column
from hlmdiag.inspection.expected import ExpectedAnswer
from hlmdiag.inspection.model import Inspection
from hlmdiag.text.phrase import Phrase

_WORDS = ("donnees.reponse", "donnees.booleen")
"""The refusals of a word that has no meaning here, and that its author could explain once for all."""

_ALIKE = 0.6
_BEGINNING = 3
"""Fewer letters begin too many words."""
_BY_COLUMN = 12
"""More different words than that are a text typed in the wrong column, not a way of answering."""


def proposals(inspection: Inspection) -> tuple[Proposal, ...]:
    """Settings proposed for good; none applies until a person keeps it."""
    found = [*_titles(inspection), *_answers(inspection)]
    proposed = {(each.table, each.key): each for each in found}
    return tuple((proposed | {(each.table, each.key): each for each in _answered(inspection)}).values())


@dataclass(frozen=True)
class TitleProposal:
    """A title of a sheet that is read as no column, the column proposed for it (None: none), and why, in words."""

    sheet: SheetUnderstood
    title: ColumnUnderstood
    column: str | None
    why: Phrase | str


def title_proposals(inspection: Inspection) -> tuple[TitleProposal, ...]:
    """Every title that is read as no column, in the order of the files; a column is proposed to one title at most."""
    free = {column.id: column for column in inspection.absent}
    found = []
    for sheet in inspection.sheets:
        for title in sheet.columns:
            if title.column is not None or not title.header.strip():
                continue
            column = free.pop(title.nearest or "", None)
            why = Phrase("rapport.propose.titre", label=column.label) if column is not None else ""
            found.append(TitleProposal(sheet, title, column.id if column is not None else None, why))
    return tuple(found)


def _answered(inspection: Inspection) -> Iterator[Proposal]:
    """Answers given in the workbooks, to keep for next year's."""
    columns = tables_of(inspection.grid, Settings()).columns
    for _, sheets in inspection.opened:
        for sheet in sheets:
            found = resolved(inspection.answers.of(sheet), columns)
            why = Phrase("rapport.propose.repondu", sheet=sheet.title)
            for title, (column, _) in found.titles.items():
                yield Proposal(("columns",), title, column, why, is_answer=True)
            for column, texts in found.texts.items():
                for text, (value, _) in texts.items():
                    if not value.startswith(TO_CORRECT):
                        yield Proposal(("values", column), text, value, why, is_answer=True)


def _titles(inspection: Inspection) -> Iterator[Proposal]:
    for each in title_proposals(inspection):
        if each.column is not None:
            yield Proposal(("columns",), each.title.header, each.column, each.why)


def _answers(inspection: Inspection) -> Iterator[Proposal]:
    by_column: dict[str, dict[str, tuple[Problem, Column]]] = {}
    for fault in inspection.faults:
        if fault.problem.code in _WORDS and fault.column is not None and fault.value:
            by_column.setdefault(fault.column.id, {})[fault.value] = (fault.problem, fault.column)
    for name, found in by_column.items():
        for text, (_, column) in list(found.items())[:_BY_COLUMN]:
            code = _nearest(text, column)
            kind = "rapport.propose.reponse" if code else "rapport.propose.sans-reponse"
            reason = Phrase(kind, expected=ExpectedAnswer(column))
            yield Proposal(("values", name), text, code or "missing", reason)


def _nearest(text: str, column: Column) -> str | None:
    codes = {words(name): code for code, label in column.choices.items() for name in (code, label) if words(name)}
    close = nearest_answer(text, codes)
    return None if close is None else codes[close]


def nearest_answer(text: str, answers: Iterable[str], others: Iterable[str] = ()) -> str | None:
    """The answer that a refused text seems to mean, as `words` writes it.

    The only one of `answers` that it begins (« hebdo »), else the one of them and of `others` that it looks like:
    « non » begins « non renseigné », and means something else.
    """
    typed, known = words(text), list(dict.fromkeys(answers))
    begun = [each for each in known if each.startswith(typed)] if len(typed) >= _BEGINNING else []
    if len(begun) == 1:
        return begun[0]
    close = difflib.get_close_matches(typed, [*known, *others], n=1, cutoff=_ALIKE)
    return close[0] if close else None
