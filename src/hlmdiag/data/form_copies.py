"""Sheets of a form that were copied without their marks: nothing tells any more what each answer is about.

They are never read as a stock: their titles are words of ours, known in any language.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from hlmdiag.data.sheet import Sheet
from hlmdiag.errors import Problem
from hlmdiag.text import LANGUAGES, room

_LOOKED = 20
_TITLES = ("question", "answer", "comment", "evidence")


def without_copies(
    given: Sequence[tuple[Sheet, str | None]],
) -> tuple[list[tuple[Sheet, str | None]], list[Problem]]:
    """The sheets that are no copy of a form, each with its table, and notices on the others."""
    kept: list[tuple[Sheet, str | None]] = []
    problems: list[Problem] = []
    for sheet, table in given:
        if _is_copy(sheet):
            problems.append(sheet.problem("donnees.formulaire-sans-reperes"))
        else:
            kept.append((sheet, table))
    return kept, problems


def _is_copy(sheet: Sheet) -> bool:
    """Whether a sheet has all of our titles, or the sentence above our tables."""
    for row in sheet.cells.head(_LOOKED).rows():
        held = {(cell or "").strip() for cell in row}
        if any(titles <= held or sentence in held for titles, sentence in _ours()):
            return True
    return False


@lru_cache(maxsize=1)
def _ours() -> tuple[tuple[frozenset[str], str], ...]:
    return tuple(
        (
            frozenset(said[f"rapport.formulaire.colonne.{code}"] for code in _TITLES),
            said["rapport.formulaire.tableau-aide"],
        )
        for said in (room(language, "form") for language in LANGUAGES)
    )
