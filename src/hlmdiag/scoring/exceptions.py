"""Justified exceptions: what somebody wrote of one criterion of one unit, with who decides it and until when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from hlmdiag.data.dataset import WrittenNote
from hlmdiag.data.written_findings import WrittenFinding, day_in, written_findings
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.evidence import criteria_about
from hlmdiag.scoring.unit_code import JOINT
from hlmdiag.text.phrase import first_of

_SHOWN = 5
_EXCEPTION, _AUTHOR, _DATE, _EXPIRY = "exception", "author", "date", "expiry"


@dataclass(frozen=True)
class JustifiedException:
    """An exception on one criterion: it is shown beside it, and changes no score."""

    indicator: str
    found: WrittenFinding

    @property
    def unit(self) -> str:
        """The code of the unit."""
        return JOINT.join(self.found.first.unit)

    def text(self, kind: str) -> str | None:
        """The exception's text, as received."""
        return self.found.texts.get(kind)

    @property
    def reason(self) -> str:
        """Reason of the exception."""
        return self.found.texts[_EXCEPTION]

    @property
    def author(self) -> str | None:
        """The function of who decides it."""
        return self.text(_AUTHOR)

    @property
    def start(self) -> date | None:
        """The day that it was decided."""
        return day_in(self.text(_DATE) or "")

    @property
    def end(self) -> date | None:
        """Its last day."""
        return day_in(self.text(_EXPIRY) or "")

    @property
    def is_complete(self) -> bool:
        """Whether it says who decides it, since when, and until when, in a way that can be read."""
        return None not in (self.author, self.start, self.end)

    def has_expired(self, day: date) -> bool:
        """Whether its last day is past."""
        return self.end is not None and self.end < day


def exceptions_of(notes: Iterable[WrittenNote], grid: Grid) -> Iterator[JustifiedException]:
    """The exceptions found in some notes, in their order; a note on a whole unit is an ordinary remark."""
    for found in written_findings(notes):
        if _EXCEPTION in found.texts and found.first.column is not None:
            yield from (JustifiedException(id, found) for id in criteria_about(found.first.column, grid))


def check_exceptions(notes: Iterable[WrittenNote], grid: Grid, day: date) -> Iterator[Problem]:
    """Warnings for exceptions that have expired, or that lack an author, a start or an end."""
    found = list(exceptions_of(notes, grid))
    titles = {each.id: each.title for each in grid.indicators}
    for code, some in (
        ("exception-expiree", [each for each in found if each.has_expired(day)]),
        ("exception-incomplete", [each for each in found if not each.is_complete]),
    ):
        for id in dict.fromkeys(each.indicator for each in some):
            own = [each for each in some if each.indicator == id]
            units = first_of([each.unit for each in own], _SHOWN)
            values = {"indicator": id, "title": titles[id], "count": len(own), "units": units}
            yield Problem(f"notation.{code}", _place(own[0]), values, Severity.WARNING)


def _place(found: JustifiedException) -> Location:
    note = found.found.first
    kind = _EXPIRY if _EXPIRY in found.found.cells else _EXCEPTION
    return Location(note.file, sheet=note.sheet, cell=found.found.cells[kind])
