"""Collects the outcome of reading: problems, refused cells, summaries, counts, and the sheets of the stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from hlmdiag.data.column_summary import SheetUnderstood
from hlmdiag.data.dataset import DecodedTable, Provenance, SamePlaces, SheetShape, WrittenNote
from hlmdiag.data.repeated_remarks import UnlistedSheets
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table import TableRead
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.data.table_schemas import OVERRIDES, STOCK
from hlmdiag.data.translations import Translated
from hlmdiag.data.voices import SheetVoices, heard
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.text.phrase import Listed, first_of, in_quotes

_NAMED = 10
"""Sheets that a sentence names."""


@dataclass(eq=False)
class ReadLog:
    """Outcome of reading, as it comes: problems in file order, refused cells, summaries of sheets, counts."""

    problems: list[Problem] = field(default_factory=list)
    refused: list[pl.DataFrame] = field(default_factory=list)
    understood: list[SheetUnderstood] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    voices: list[SheetVoices] = field(default_factory=list)
    """Judgements of respondents, sheet by sheet."""
    heard: set[Sheet] = field(default_factory=set)
    """The sheets of respondents."""
    own_judgements: list[pl.DataFrame] = field(default_factory=list)
    """Judgements in sheets of the stock that name no respondent: the keys, `row`, `v:` and `s:`."""
    translated: list[Translated] = field(default_factory=list)
    elsewhere: UnlistedSheets = field(default_factory=UnlistedSheets)
    doubled: list[tuple[tuple[str, str | None], ...]] = field(default_factory=list)
    """The sheets that answer the same questions otherwise for the same units, together."""
    of_parts: list[tuple[str, str | None]] = field(default_factory=list)
    """The sheets that have several rows for most units."""
    account: bool = False
    """Whether each column is described."""
    notes: list[WrittenNote] = field(default_factory=list)
    """Notes written beside answers."""

    def respondents(self, form: TableSchema) -> DecodedTable | None:
        """The voices of the stock, once every sheet is read; problems are recorded."""
        found, problems = heard(self.voices, self.own_judgements, form)
        self.problems += problems
        return found

    def add(self, read: TableRead) -> None:
        """Take the account of a table."""
        self.problems += read.problems
        self.translated += read.translated
        self.refused.append(read.refused)
        self.understood.append(read.understood)
        self.count(read.understood.table or STOCK, read.counts)

    def count(self, table: str, counts: Mapping[str, int]) -> None:
        """Add the counts of a sheet to those of its table."""
        prefix = {STOCK: "", OVERRIDES: "override_"}.get(table, "event_")
        for name, count in counts.items():
            self.counts[prefix + name] = self.counts.get(prefix + name, 0) + count


@dataclass(frozen=True, eq=False)
class StockSheet:
    """A sheet of the stock once read: its units, what it answers, and its rows by respondent where it has some."""

    sheet: Sheet
    provenance: Mapping[str, Provenance]
    frame: pl.DataFrame
    answers: frozenset[str]
    opinions: pl.DataFrame | None = None
    sheets: tuple[Sheet, ...] = ()
    """The sheets that were read as one; `part` is then a column of the frame, the index of each row's."""

    @property
    def every_sheet(self) -> tuple[Sheet, ...]:
        """The sheets that it was read from."""
        return self.sheets or (self.sheet,)

    @property
    def places(self) -> dict[Sheet, Mapping[str, Provenance]]:
        """Places of the columns in each of its sheets."""
        if not self.sheets:
            return {self.sheet: self.provenance}
        shape = SheetShape.of(self.provenance)
        return {sheet: SamePlaces(shape, ((sheet.file, sheet.name),)) for sheet in self.sheets}

    def one_by_one(self) -> list[StockSheet]:
        """A piece for each of its sheets."""
        if not self.sheets:
            return [self]
        part, rows = self.frame["part"], self.frame.drop("part")
        ends = part.search_sorted(pl.Series(range(1, len(self.sheets) + 1), dtype=pl.UInt32), "left").to_list()
        cut = zip(self.places.items(), [0, *ends], ends, strict=False)
        return [
            StockSheet(sheet, places, rows.slice(start, end - start), self.answers)
            for (sheet, places), start, end in cut
        ]

    def numbered(self, order: Mapping[Sheet, int]) -> pl.DataFrame:
        """Its rows, each with the number of its sheet as `part`."""
        numbers = pl.Series([order[sheet] for sheet in self.every_sheet], dtype=pl.UInt32)
        part = numbers.gather(self.frame["part"]) if self.sheets else pl.lit(numbers[0], pl.UInt32)
        return self.frame.with_columns(part.alias("part"))


def listed(sheets: Sequence[Sheet]) -> Listed:
    """The names of the first of some sheets, for a message: their files where they are of several."""
    is_one = len({each.file for each in sheets}) == 1
    return first_of(sheets, _NAMED, lambda each: each.title if is_one else Location(each.file), quoted=True)


def unequal(sheets: Sequence[Sheet], places: Mapping[Sheet, Mapping[str, Provenance]]) -> list[Problem]:
    """The columns that only some of the sheets have: their answers are missing elsewhere."""
    every = {column: place.header for sheet in reversed(sheets) for column, place in places[sheet].items()}
    lacking: dict[frozenset[str], list[Sheet]] = {}
    for sheet in sheets:
        if len(places[sheet]) < len(every):
            lacking.setdefault(frozenset(every.keys() - places[sheet].keys()), []).append(sheet)
    return [
        some[0].problem(
            "donnees.colonnes-inegales", severity=Severity.WARNING, count=len(lost), sheets=listed(some),
            titles=in_quotes(*(title for column, title in every.items() if column in lost)),
        )
        for lost, some in lacking.items()
    ]  # fmt: skip
