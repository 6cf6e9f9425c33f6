"""Groups the notes of one row into a finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hlmdiag.data.dataset import WrittenNote

_ROW = re.compile(r"\d+$")
_DAY = re.compile(r"\b(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})/(\d{1,2})/(\d{4}))\b")


@dataclass(frozen=True)
class WrittenFinding:
    """What one person wrote in one row: `first` has the unit, the question, who, and the place; `texts` by kind,
    and the `cells` of these texts.
    """

    first: WrittenNote
    texts: Mapping[str, str]
    cells: Mapping[str, str]


def written_findings(notes: Iterable[WrittenNote]) -> tuple[WrittenFinding, ...]:
    """The notes of each row together, in the order in which they were read."""
    first: dict[tuple[object, ...], WrittenNote] = {}
    notes_of: dict[WrittenNote, dict[str, WrittenNote]] = {}
    for each in notes:
        about = (each.unit, each.column, each.respondent, each.role, *row_of(each))
        notes_of.setdefault(first.setdefault(about, each), {})[each.kind] = each
    return tuple(
        WrittenFinding(note, {kind: it.text for kind, it in said.items()}, {kind: it.cell for kind, it in said.items()})
        for note, said in notes_of.items()
    )


def row_of(note: WrittenNote) -> tuple[str, str | None, str | None]:
    """The file, the sheet and the row in which a note was written."""
    row = _ROW.search(note.cell)
    return note.file, note.sheet, row[0] if row is not None else None


def day_in(text: str) -> date | None:
    """The day that a text names, if it names one: `2026-11-30` or `30/11/2026`."""
    written = _DAY.search(text)
    if written is None:
        return None
    year, month, number = (int(part) for part in (written.group(1, 2, 3) if written[1] else written.group(6, 5, 4)))
    try:
        return date(year, month, number)
    except ValueError:
        return None
