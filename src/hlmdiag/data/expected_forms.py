"""Compares the list of forms sent with the answers received, to name who has not answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hlmdiag.data.dataset import AwaitedForm
from hlmdiag.data.sheet import Sheet
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.text.phrase import Listed, Phrase, first_of

ROLE, FILE = "role", "fichier"
"""Titles of the list, after those of the key."""
_SHOWN = 8


@dataclass(frozen=True, eq=False)
class ExpectedForms:
    """The answers that are expected, and the file that says so."""

    file: str
    forms: tuple[AwaitedForm, ...]


def titles_of_expected(keys: Sequence[str]) -> list[str]:
    """The titles of the list."""
    return [*keys, ROLE, FILE]


def take_expected(
    given: Sequence[tuple[Sheet, str | None]], keys: Sequence[str]
) -> tuple[list[tuple[Sheet, str | None]], list[ExpectedForms]]:
    """The sheets that hold data, each with its table, and the lists of expected answers: they are no table."""
    kept, found = [], []
    for sheet, table in given:
        # only the titles are converted to Python texts: a stock has thousands of rows
        first = sheet.cells.head(1).rows() if sheet.cells.width >= len(keys) + 2 else []
        titles = [text.strip() for text in first[0] if text and text.strip()] if first else []
        if titles == titles_of_expected(keys):
            found.append(ExpectedForms(sheet.file, tuple(_forms(sheet.cells.rows()[1:], len(keys)))))
        else:
            kept.append((sheet, table))
    return kept, found


def _forms(rows: Sequence[Sequence[str | None]], width: int) -> Iterator[AwaitedForm]:
    for row in rows:
        unit = tuple((text or "").strip() for text in row[:width])
        role, file = ((text or "").strip() or None for text in row[width : width + 2])
        if any(unit):
            yield AwaitedForm(unit, role, file)


def awaited(
    expected: Sequence[ExpectedForms], answered: frozenset[tuple[tuple[str, ...], str | None]]
) -> tuple[list[AwaitedForm], list[Problem]]:
    """The missing answers, with their notices. `answered`: the units and roles received."""
    units = {unit for unit, _ in answered}
    left, problems = [], []
    for each in expected:
        lacking = [it for it in each.forms if not _has_come(it, answered, units)]
        left += lacking
        values = {"count": len(lacking), "total": len(each.forms), "units": _named(lacking)}
        code = "donnees.formulaires-attendus" if lacking else "donnees.formulaires-tous-revenus"
        severity = Severity.WARNING if lacking else Severity.NOTICE
        problems.append(Problem(code, Location(each.file), values, severity))
    return left, problems


def _has_come(
    form: AwaitedForm, answered: frozenset[tuple[tuple[str, ...], str | None]], units: set[tuple[str, ...]]
) -> bool:
    return form.unit in units if form.role is None else (form.unit, form.role) in answered


def _named(forms: Sequence[AwaitedForm]) -> Listed:
    return first_of(forms, _SHOWN, _one, more=", …")


def _one(form: AwaitedForm) -> Phrase | str:
    unit = "/".join(form.unit)
    return unit if form.role is None else Phrase("donnees.mots.attendu-de", unit=unit, role=form.role)
