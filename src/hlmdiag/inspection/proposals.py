"""Lines worth writing in the settings file: titles that resemble a column, words that resemble an answer."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from hlmdiag.configuration import Proposal
from hlmdiag.data.fold import words
from hlmdiag.errors import Problem
from hlmdiag.grid.model import Column
from hlmdiag.inspection.expected import expected
from hlmdiag.inspection.model import Inspection
from hlmdiag.text import say

__all__ = ["proposals"]

_WORDS = ("donnees.reponse", "donnees.booleen")
"""The refusals of a word that has no meaning here, and that its author could explain once for all."""

_ALIKE = 0.6
_BY_COLUMN = 12
"""More different words than that are a text typed in the wrong column, not a way of answering."""


def proposals(inspection: Inspection) -> tuple[Proposal, ...]:
    """What could be said once for all; nothing of it is applied until a person keeps it."""
    found = [*_titles(inspection), *_answers(inspection)]
    return tuple({(each.table, each.key): each for each in found}.values())


def _titles(inspection: Inspection) -> Iterator[Proposal]:
    absent = {column.id: column for column in inspection.absent}
    for sheet in inspection.sheets:
        for column in sheet.columns:
            if column.column is None and column.nearest in absent:
                label = absent[column.nearest].label
                yield Proposal(("columns",), column.header, column.nearest, say("rapport.propose.titre", label=label))


def _answers(inspection: Inspection) -> Iterator[Proposal]:
    by_column: dict[str, dict[str, tuple[Problem, Column]]] = {}
    for fault in inspection.faults:
        if fault.problem.code in _WORDS and fault.column is not None and fault.value:
            by_column.setdefault(fault.column.id, {})[fault.value] = (fault.problem, fault.column)
    for name, found in by_column.items():
        for text, (_, column) in list(found.items())[:_BY_COLUMN]:
            code = _nearest(text, column)
            reason = say(
                "rapport.propose.reponse" if code else "rapport.propose.sans-reponse", expected=expected(column)
            )
            yield Proposal(("values", name), text, code or "missing", reason)


def _nearest(text: str, column: Column) -> str | None:
    codes = {words(name): code for code, label in column.choices.items() for name in (code, label) if words(name)}
    close = difflib.get_close_matches(words(text), list(codes), n=1, cutoff=_ALIKE)
    return codes[close[0]] if close else None
