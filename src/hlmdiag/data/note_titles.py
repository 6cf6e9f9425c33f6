"""Titles of what is written beside the answer of one criterion: « Propreté : commentaire », `HALL:deadline`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hlmdiag.data.normalise_text import words
from hlmdiag.grid.data_model import NoteKind
from hlmdiag.grid.model import Grid

_KINDS: Mapping[NoteKind, tuple[str, ...]] = {
    "comment": ("comment", "commentaire", "commentaires", "remarque"),
    "evidence": ("evidence", "preuve", "preuves"),
    "date": ("date",),
    "place": ("place", "lieu"),
    "domaniality": ("domaniality", "domanialité"),
    "owner": ("owner", "responsable", "service responsable"),
    "deadline": ("deadline", "échéance"),
    "exception": ("exception", "exception justifiée"),
    "author": ("author", "auteur"),
    "expiry": ("expiry", "expiration", "expire le", "fin de l’exception"),
}
_KIND_OF = {words(text): kind for kind, texts in _KINDS.items() for text in texts}


@dataclass(frozen=True)
class NoteTitle:
    """Parts of a title of notes: the criterion as written, the kind of note, and the question.

    `column`: that of the question or, of a criterion that is worked out, its own id; None where the grid has no such
    criterion.
    """

    about: str
    kind: NoteKind
    column: str | None


def noted_criteria(grid: Grid) -> dict[str, str]:
    """By name of a criterion, what a note on it is about; a name that several criteria have names none."""
    found: dict[str, str | None] = {}
    for each in grid.indicators:
        target = each.column or each.id
        label = [grid.columns[each.column].label, each.column] if each.column is not None else []
        for name in {words(text) for text in (each.id, each.title, *label)}:
            found[name] = target if found.get(name, target) == target else None
    return {name: target for name, target in found.items() if name and target is not None}


def note_title(header: str, criteria: Mapping[str, str]) -> NoteTitle | None:
    """Parse the title of a column of notes; `criteria`: see `noted_criteria`."""
    about, colon, kind = header.rpartition(":")
    found = _KIND_OF.get(words(kind)) if colon and about.strip() else None
    return NoteTitle(about.strip(), found, criteria.get(words(about))) if found is not None else None
