"""What reading brings as it comes, and the sheets that it puts together."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from hlmdiag.data.dataset import Table
from hlmdiag.data.forms import OVERRIDES, STOCK
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table import Read
from hlmdiag.data.translations import Translated
from hlmdiag.data.understanding import SheetUnderstood
from hlmdiag.errors import Problem

__all__ = ["Gathered", "Piece", "listed", "name_of"]

_NAMED = 10
"""How many sheets a sentence names."""


@dataclass(eq=False)
class Gathered:
    """What reading brings, as it comes: problems in file order, refused cells, accounts of sheets, counts."""

    problems: list[Problem] = field(default_factory=list)
    refused: list[pl.DataFrame] = field(default_factory=list)
    understood: list[SheetUnderstood] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    respondents: Table | None = None
    translated: list[Translated] = field(default_factory=list)
    account: bool = False
    """Whether each column is described."""

    def add(self, read: Read) -> None:
        """Take the account of a table."""
        self.problems += read.problems
        self.translated += read.translated
        self.refused.append(read.refused)
        self.understood.append(read.understood)
        prefix = {STOCK: "", OVERRIDES: "override_"}.get(read.understood.table or STOCK, "event_")
        for name, count in read.counts.items():
            self.counts[prefix + name] = self.counts.get(prefix + name, 0) + count


@dataclass(frozen=True, eq=False)
class Piece:
    """A sheet of the stock once read: its units, what it answers, and its rows by respondent where it has some."""

    sheet: Sheet
    read: Read
    frame: pl.DataFrame
    answers: frozenset[str]
    opinions: pl.DataFrame | None = None


def name_of(sheet: Sheet, among: list[Sheet]) -> str:
    """The name of a sheet as it is said among others: its file where they are of several."""
    return f"« {sheet.title} »" if len({each.file for each in among}) == 1 else f"« {sheet.file} »"


def listed(names: list[str]) -> str:
    """The first of some names, for a message."""
    return ", ".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
