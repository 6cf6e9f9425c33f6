"""Answers changed by the settings file: texts, lines and cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

import polars as pl
from pydantic import Field

from hlmdiag.data.colour_only_cells import TINT, tint_in_words
from hlmdiag.data.decode import decode
from hlmdiag.data.decoded import ColumnContext
from hlmdiag.data.name_index import MARK, NameIndex
from hlmdiag.data.sheet import TO_CORRECT
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.text.phrase import Phrase, in_quotes

if TYPE_CHECKING:
    from hlmdiag.data.match import Match
    from hlmdiag.data.sheet import Sheet
    from hlmdiag.data.table_schema import TableSchema

TRANSLATED = "donnees.traduite"
_TO_CORRECT = "to_correct"
_IN_WORDS = ("missing", "unknown", "not_applicable", _TO_CORRECT)
_UNSAID = "…"
"""Said in the place of a free text, which never leaves the received file."""

Translation = tuple[str, Location]
"""Text read in place of another, and the line of the settings."""


@dataclass(frozen=True)
class Translated:
    """Cells of a column with one text, for which the settings read another answer.

    `rows` are those of the sheet, in runs: `2-5 9`. `read`: a text of the column, the name of an absence, or
    `to_correct`. `line` is that of a settings file; `answers` and `cell` the place of an answer in a workbook.
    """

    column: str
    file: str
    sheet: str | None
    letter: str
    header: str
    text: str
    read: str
    rows: Annotated[str, Field(pattern=r"^[0-9]{1,9}(-[0-9]{1,9})?( [0-9]{1,9}(-[0-9]{1,9})?)*$")]
    count: Annotated[int, Field(ge=1, lt=2**53)]
    settings: str | None
    line: Annotated[int, Field(ge=1, lt=2**53)] | None
    answers: str | None = None
    cell: str | None = None

    @property
    def place(self) -> Location:
        """The line of the settings, or the cell of the answer."""
        return Location(self.settings, line=self.line, sheet=self.answers, cell=self.cell)

    @property
    def read_in_words(self) -> Phrase | str:
        """The reading in words: a text unchanged, a phrase for an absence."""
        return Phrase(f"donnees.mots.{self.read.replace('_', '-')}") if self.read in _IN_WORDS else self.read

    @property
    def text_in_words(self) -> Phrase | str:
        """The text, or the colour of cells that hold none."""
        return tint_in_words(self.text) if self.text.startswith(TINT) else self.text

    def holds(self, row: int) -> bool:
        """Whether the cell of a row is one of them."""
        starts, ends = self._runs
        place = bisect_right(starts, row) - 1
        return place >= 0 and row <= ends[place]

    @cached_property
    def _runs(self) -> tuple[list[int], list[int]]:
        pairs = [run.partition("-")[::2] for run in self.rows.split(" ")]
        return [int(start) for start, _ in pairs], [int(end or start) for start, end in pairs]

    def problem(self, *, is_free_text: bool = False) -> Problem:
        """Notice on it."""
        read = self.read_in_words if self.read in _IN_WORDS else in_quotes(self.read)
        text = _UNSAID if is_free_text else self.text_in_words
        values = {"text": text, "read": read, "header": self.header, "count": self.count}
        return Problem(TRANSLATED, self.place, values, Severity.NOTICE)


def translations(
    sheet: Sheet, form: TableSchema, by_column: Mapping[str, Match], cells: pl.DataFrame, rows: pl.Series
) -> Iterator[Translated]:
    """Each text whose reading a settings line changed; lines without effect are left out.

    `cells` and `rows`: the rows that are read, and their numbers.
    """
    for column in form.declared.keys() & by_column.keys():
        match = by_column[column]
        texts = cells[str(match.index)].str.strip_chars()
        for text, read in changed(texts, column, form).items():
            yield translated(sheet, match, text, read, rows.filter(texts == text).to_list())


def translated(sheet: Sheet, match: Match, text: str, read: Translation, rows: Sequence[int]) -> Translated:
    """The cells of a column, in some rows of a sheet, that hold a text of which a line changed the reading."""
    value, place = read
    value = _TO_CORRECT if value.startswith(TO_CORRECT) else value
    return Translated(
        match.column or "", sheet.file, sheet.name, sheet.letter(match.index), match.header, text, value,
        _in_runs(rows), len(rows), place.file, place.line, place.sheet, place.cell,
    )  # fmt: skip


def changed(texts: pl.Series, column: str, form: TableSchema) -> dict[str, Translation]:
    """The different texts that are read otherwise than the grid alone would read them."""
    names = NameIndex(((text, translation) for text, translation in form.told[column].items()), MARK)
    found = {text: means[0] for text in texts.unique(maintain_order=True) if text and (means := names.find(text))}
    if not found:
        return {}
    told = texts.filter(texts.is_in(list(found))).unique(maintain_order=True)
    context = ColumnContext(decimal=form.decimal.get(column))
    alone = decode(told, form.declared[column], context)
    said = dict(form.translations.get(column, {}))
    here = decode(told, form.columns[column], replace(context, translations=said))
    # a colour without a meaning is read as a blank
    blank = told.str.starts_with(TINT) & pl.Series([found[text][0] == _IN_WORDS[0] for text in told], dtype=pl.Boolean)
    differ = ~blank & ~(alone.values.eq_missing(here.values) & (alone.states == here.states))
    return {text: found[text] for text in told.filter(differ)}


def _in_runs(rows: Sequence[int]) -> str:
    """Row numbers as text, runs of them by their ends.

    >>> _in_runs([9, 2, 3, 4])
    '2-4 9'
    """
    runs: list[tuple[int, int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return " ".join(f"{first}-{last}" if last > first else str(first) for first, last in runs)
