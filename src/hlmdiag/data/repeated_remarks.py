"""Reports a remark that many files or sheets draw on the first one only, with the number of the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hlmdiag.data.sheet import Sheet
from hlmdiag.data.translations import TRANSLATED
from hlmdiag.errors import OTHER_FILES, Location, Problem, Severity
from hlmdiag.text.phrase import Listed, Phrase

SAID_OF = 10
"""Sheets up to which a notice is repeated; beyond, it is written once with a count."""
_NAMED = 3

_Kind = tuple[str, Severity, str | None]
"""Key of equal notices: the code, the severity, and the title of the column."""
_Place = tuple[str | None, str | None]
"""A sheet: its file and, in a workbook, its name."""


def kind_of(problem: Problem) -> _Kind:
    """Key of a notice, wherever it is made."""
    return problem.code, problem.severity, problem.location.header


@dataclass(eq=False)
class UnlistedSheets:
    """The sheets of which a remark is made without being written out: it is already said of enough others."""

    places: dict[_Kind, dict[_Place, None]] = field(default_factory=dict)

    def add(self, kind: _Kind, sheets: Iterable[Sheet]) -> None:
        """Count sheets for a remark that was written out for more than `SAID_OF` sheets before them."""
        self.places.setdefault(kind, {}).update(dict.fromkeys((sheet.file, sheet.name) for sheet in sheets))


def summed_up(
    problems: Sequence[Problem], sheets: Iterable[tuple[str, str | None]], elsewhere: UnlistedSheets | None = None
) -> list[Problem]:
    """The same problems; equal ones in many sheets are written for the first of these, with a count.

    `sheets`: the file and the name of each, in their order.
    """
    elsewhere = elsewhere or UnlistedSheets()
    order: dict[_Place, int] = {sheet: number for number, sheet in enumerate(dict.fromkeys(sheets))}
    places: dict[_Kind, dict[_Place, None]] = {kind: dict(found) for kind, found in elsewhere.places.items()}
    for problem in problems:
        if (place := _place(problem)) in order:
            places.setdefault(kind_of(problem), {})[place] = None
    many = {kind: sorted(found, key=order.__getitem__) for kind, found in places.items() if len(found) > SAID_OF}
    kept: list[Problem] = []
    last: dict[_Kind, int] = {}
    for problem in _translated_once(problems):
        kind, place = kind_of(problem), _place(problem)
        if kind in many and place in order:
            if place != many[kind][0]:
                continue
            last[kind] = len(kept)
        kept.append(problem)
    counted = {at: _others(kept[at], many[kind][1:]) for kind, at in last.items()}
    return [each for at, problem in enumerate(kept) for each in (problem, *counted.get(at, ()))]


def _place(problem: Problem) -> _Place:
    return problem.location.file, problem.location.sheet


def _others(problem: Problem, others: Sequence[_Place]) -> list[Problem]:
    names = [
        Location(file) if sheet is None else Phrase("place.cite-in", file=Location(file), text=sheet)
        for file, sheet in others[:_NAMED]
    ]
    of = Phrase("donnees.mots.fichiers" if all(sheet is None for _, sheet in others) else "donnees.mots.feuilles")
    values = {"code": problem.code, "count": len(others), "of": of, "places": Listed(tuple(names), more="…")}
    return [Problem(OTHER_FILES, problem.location, values, problem.severity)]


def _translated_once(problems: Iterable[Problem]) -> list[Problem]:
    """Merge the notices of a settings line that changed answers in several sheets, with all their cells."""
    found: list[Problem] = []
    at: dict[tuple[Location, Phrase | str, str], int] = {}
    for problem in problems:
        if problem.code == TRANSLATED:
            line = (problem.location, problem.values["text"], str(problem.values["header"]))
            if line in at:
                first = found[at[line]]
                values: Mapping[str, object] = {
                    **first.values, "count": first.values["count"] + problem.values["count"]
                }  # fmt: skip
                found[at[line]] = replace(first, values=values)
                continue
            at[line] = len(found)
        found.append(problem)
    return found
