"""Outcome of each answer, and the changes to make in a copy of the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from hlmdiag.data.sheet import Sheet
from hlmdiag.errors import Location

OrphanReason = Literal["retiree", "sans-place", "illisible", "en-conflit"]
"""Why an answer has no place: its column is gone, no answer of the new list is its own, it could not be read, or two
older columns that become one differ."""


@dataclass(frozen=True)
class Edit:
    """A cell to write: its row and its column in the sheet, counted from 0; None leaves it blank."""

    row: int
    column: int
    value: str | float | None


@dataclass(frozen=True)
class Orphan:
    """An answer without a place in the new version: its cell, unit and title."""

    location: Location
    unit: str
    title: str
    value: str
    reason: OrphanReason


@dataclass(frozen=True)
class Account:
    """Counts of the cells of units that are not blank, each once.

    `carried`: as they stood; `recoded`: written otherwise; `orphaned`: without a place; `not_applicable`: they say
    « sans objet »; `aside`: of columns that the older version does not read, kept as they stand.
    """

    carried: int = 0
    recoded: int = 0
    orphaned: int = 0
    not_applicable: int = 0
    aside: int = 0

    @property
    def cells(self) -> int:
        """Number of cells."""
        return self.carried + self.recoded + self.orphaned + self.not_applicable + self.aside


@dataclass(frozen=True, eq=False)
class MigratedSheet:
    """A sheet of answers, with the cells to write in it and what finds no place."""

    sheet: Sheet
    edits: tuple[Edit, ...]
    orphans: tuple[Orphan, ...]
    account: Account


@dataclass(frozen=True, eq=False)
class Migration:
    """A file of answers as another version reads them; sheets that hold none are copied as they are."""

    sheets: tuple[MigratedSheet, ...]

    @property
    def orphans(self) -> list[Orphan]:
        """The answers without a place, sheet by sheet."""
        return [orphan for each in self.sheets for orphan in each.orphans]

    @property
    def account(self) -> Account:
        """Outcome of all the cells."""
        return total(each.account for each in self.sheets)


def total(accounts: Iterable[Account]) -> Account:
    """Several accounts as one."""
    counts: Counter[str] = Counter()
    for each in accounts:
        counts.update(asdict(each))
    return Account(**counts)
