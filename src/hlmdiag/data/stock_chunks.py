"""Reads a large stock in chunks, with the same result as a whole reading; memory holds one chunk.

A piece is understood under the titles of the file, its rows keeping their numbers. What a whole column decides
(percents or shares, the order of day and month, thousands) is not decided by a piece: where a piece meets such a doubt,
or anything else that depends on the others, `NotChunkable` is raised, and the file is to be read whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

import polars as pl

from hlmdiag.data import dates
from hlmdiag.data.codes import CLEANED, DATED, NEAR, bare_code
from hlmdiag.data.dataset import Dataset
from hlmdiag.data.dataset_columns import data_text
from hlmdiag.data.note_titles import note_title, noted_criteria
from hlmdiag.data.read import read_sheets
from hlmdiag.data.rows import bears_words
from hlmdiag.data.settings import Settings
from hlmdiag.data.sheet import Sheet, letter
from hlmdiag.data.table_schemas import STOCK
from hlmdiag.data.tables_beside import NotChunkable, TablesBeside
from hlmdiag.data.thousands import DOUBTFUL
from hlmdiag.data.translations import TRANSLATED
from hlmdiag.data.values import NUMERIC
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid

_OF_A_COLUMN = frozenset(
    {
        "donnees.pourcentage-ambigu",
        "donnees.pourcentage-non-verifie",
        "donnees.pourcentage-melange",
        "donnees.jour-et-mois",
        "donnees.jour-et-mois-americain",
        "donnees.milliers",
    }
)
"""Refusals that one cell decides for all the column."""
_THOUSANDS = r"[.,][0-9]{3}[.,][0-9]"
"""Pattern of a number with thousands separators: `1.250.000`, `1.250,5`."""
_FLOAT_CODE = r"\.0\s*$"
"""A code that is read without its decimals where all codes of the file have some."""
_ABOUT_CODES = frozenset({CLEANED, DATED, NEAR, TRANSLATED})

_BOXES = frozenset({"", "x", "✓", "✔"})
"""Contents of boxes to tick, where a blank is no answer: reported for the column."""


class Pieces(Protocol):
    """The sheets of a stock, each of some of its rows under the titles, numbered as in the whole."""

    table: str | None
    """The table that it was declared to be."""

    @property
    def digest(self) -> str:
        """A hash of all of it, once it was read."""

    @property
    def encoding(self) -> str | None:
        """That of its texts, once it was read, where it is not that of the first piece."""

    def first_rows(self) -> Sheet:
        """The rows that tell what it is."""

    def titles_end_at(self, row: int) -> None:
        """The last row of titles of the first piece, which is told before the second is asked for."""

    def __iter__(self) -> Iterator[Sheet]:
        """Each piece; raises `NotChunkable` where one cannot be read by itself."""


class StockChunks:
    """The pieces of a stock in order; once all are read, `whole` holds the notices on all of it.

    A fault of the file is not raised: it is for the whole reading.
    """

    def __init__(
        self, pieces: Pieces, grid: Grid, *, day: date | None = None, settings: Settings | None = None
    ) -> None:
        self._pieces, self._grid = pieces, grid
        self._day, self._settings = day, settings or Settings()
        self._first: tuple[Sheet, Dataset] | None = None
        self._kept: list[tuple[Sheet, pl.DataFrame]] = []
        self._keys: list[pl.Series] = []
        self._bare: list[pl.Series] = []
        self._spaced: set[bool] = set()
        self._boxes: dict[str, set[str]] = {}
        self._rows = 0

    def is_stock(self) -> bool:
        """Whether its first rows are recognised as those of a stock, whatever they leave in doubt."""
        try:
            self._recognised(self._pieces.first_rows())
        except NotChunkable:
            return False
        return True

    def __iter__(self) -> Iterator[Dataset]:
        """Each piece as a dataset of its own."""
        for sheet in self._pieces:
            yield self._read(sheet)

    def whole(self, beside: TablesBeside | None = None) -> Dataset:
        """The account of the whole file: provenance, inputs, counts and problems; its stock has no row.

        The first piece is read again, with every row of the others that there was something to say of. `beside`: the
        other files, which are read with it.
        """
        if self._first is None:
            raise NotChunkable
        first, found = self._first
        if (
            pl.concat(self._keys).is_duplicated().any()
            or pl.concat(self._bare).is_duplicated().any()
            or (self._kept and len(self._spaced) > 1)
        ):
            raise NotChunkable
        sheets = [first, *(sheet for sheet, _ in self._kept)]
        together = _together(sheets)
        said = self._understood(together)
        if beside is not None:
            said = beside.read_with(together, self._pieces.table, self._grid, self._day, self._settings)
        # the rows read in pieces, then again together, must give the same values
        again = pl.concat([found.stock.frame, *(frame for _, frame in self._kept)])
        if not again.equals(said.stock.frame, null_equal=True) or self._ticks_are_unsaid(said):
            raise NotChunkable
        kept = sum(map(len, self._keys))
        more = {"rows_kept": kept, "rows_read": said.counts["rows_read"] + kept - again.height}
        read = replace(said.inputs[0], sha256=self._pieces.digest, rows=self._rows)
        read = replace(read, encoding=self._pieces.encoding or read.encoding)
        stock = replace(said.stock, frame=again.clear())
        return replace(
            said, stock=stock, inputs=(read, *said.inputs[1:], *self._settings.named), counts=dict(said.counts) | more,
            organisation=self._settings.organisation,
        )  # fmt: skip

    def _read(self, sheet: Sheet) -> Dataset:
        found = self._understood(sheet)
        titles = found.inputs[0].header_row or 1
        if self._first is None:
            self._pieces.titles_end_at(titles)
            self._first = (sheet, found)
        elif not self._agrees(sheet, found, titles):
            raise NotChunkable
        else:
            self._keep(sheet, found, titles)
        self._rows += found.inputs[0].rows
        self._note(sheet, found, titles)
        return found

    def _note(self, sheet: Sheet, found: Dataset, titles: int) -> None:
        """Record what is compared between pieces: keys, and contents of boxes to tick."""
        keys = found.stock.frame.select(data_text(key) for key in self._grid.keys)
        texts = pl.all()
        comma, spaced = texts.str.contains(", ", literal=True), pl.first().str.contains(r"\s|^[^\d]+$")
        has_comma, has_space = keys.select(pl.any_horizontal(comma).any().alias("c"), spaced.any().alias("s")).row(0)
        if has_comma:
            raise NotChunkable
        self._spaced.add(has_space)
        # hashes take less memory than texts; a collision only makes the file be read whole
        self._keys.append(keys.hash_rows())
        self._bare.append(keys.select(bare_code(pl.all())).hash_rows())
        rows = sheet.rows > titles
        for column, place in found.stock.provenance.items():
            if self._grid.columns[column].type == "boolean":
                held = sheet.cells[self._place(place.letter, sheet)].filter(rows).unique()
                self._boxes.setdefault(column, set()).update(held.str.strip_chars().str.to_lowercase())

    def _ticks_are_unsaid(self, said: Dataset) -> bool:
        """Whether boxes are ticked in some pieces and blank in others, which no piece could tell alone."""
        ticked = {column for column, texts in self._boxes.items() if "" in texts and {""} < texts <= _BOXES}
        titles = {said.stock.provenance[column].header for column in ticked}
        return bool(titles - {each.location.header for each in said.problems if each.code == "donnees.croix"})

    @staticmethod
    def _place(of_sheet: str, sheet: Sheet) -> str:
        return next(str(index) for index in range(sheet.cells.width) if letter(index) == of_sheet)

    def _recognised(self, sheet: Sheet) -> Dataset:
        """The dataset of a sheet of the stock alone."""
        try:
            found = read_sheets([(sheet, self._pieces.table)], self._grid, date=self._day, settings=self._settings)
        except HlmdiagError as fault:
            raise NotChunkable from fault
        if [each.table for each in found.inputs] != [STOCK]:
            raise NotChunkable
        return found

    def _understood(self, sheet: Sheet) -> Dataset:
        found = self._recognised(sheet)
        hangs = found.events or found.overrides is not None or found.respondents is not None
        hangs = hangs or any(self._grid.columns[name].remark for name in found.stock.provenance)
        hangs = hangs or self._is_noted(sheet, found)
        if hangs or self._decides_a_column(sheet, found):
            raise NotChunkable
        places = {column: int(self._place(place.letter, sheet)) for column, place in found.stock.provenance.items()}
        keys = [place for column, place in places.items() if column in self._grid.keys]
        labels = [place for column, place in places.items() if self._grid.columns[column].role is not None]
        if bears_words(sheet.cells.slice(found.inputs[0].header_row or 1), keys, labels):
            raise NotChunkable
        return found

    def _is_noted(self, sheet: Sheet, found: Dataset) -> bool:
        """Whether a title is that of notes on a criterion: they are kept beside the units."""
        titles = sheet.cells.filter(sheet.rows == found.inputs[0].header_row).rows()
        criteria = noted_criteria(self._grid)
        return any(note_title(title or "", criteria) for row in titles for title in row)

    def _decides_a_column(self, sheet: Sheet, found: Dataset) -> bool:
        """Whether a cell says how all its column is to be read."""
        if found.refused is not None:
            codes, values = (set(found.refused[name].unique()) for name in ("code", "value"))
            if codes & _OF_A_COLUMN or any(map(dates.is_american, values)):
                return True
        if any(problem.code in _ABOUT_CODES for problem in found.problems):
            return True
        decides = [
            pl.col(self._place(place.letter, sheet)).str.contains(pattern).any()
            for column, place in found.stock.provenance.items()
            if (pattern := self._deciding(self._grid.columns[column])) is not None
        ]
        return bool(decides) and bool(sheet.cells.select(pl.any_horizontal(decides)).item())

    @staticmethod
    def _deciding(column: Column) -> str | None:
        """Texts of a column that decide how the others are read."""
        if column.type == "id":
            return _FLOAT_CODE
        if column.type not in NUMERIC:
            return None
        # with a minimum, one doubtful « 1.500 » may decide that the mark separates thousands in the whole column
        return _THOUSANDS if column.min is None else f"{_THOUSANDS}|{DOUBTFUL}"

    def _agrees(self, sheet: Sheet, found: Dataset, titles: int) -> bool:
        """Whether a piece understands the titles as the first one did, and says the same of them."""
        assert self._first is not None
        first_sheet, first = self._first
        same_place = found.stock.provenance == first.stock.provenance and sheet.cells.width == first_sheet.cells.width
        return same_place and _of_titles(found.problems, titles) == _of_titles(first.problems, titles)

    def _keep(self, sheet: Sheet, found: Dataset, titles: int) -> None:
        """Keep from a piece the rows that are no unit, the rows with a refused cell, and the last unit.

        Blank rows are said only where a unit stands below them.
        """
        frame = found.stock.frame
        quiet = frame["row"].head(max(frame.height - 1, 0))
        if found.refused is not None:
            quiet = quiet.filter(~quiet.is_in(found.refused["row"].implode()))
        there = ~sheet.rows.is_in(quiet.implode()) & (sheet.rows > titles)
        rows = sheet.rows.filter(there)
        kept = replace(sheet, cells=_alone(sheet.cells.filter(there)), rows=rows, spelled=_spelled(sheet, there))
        self._kept.append((kept, _alone(frame.filter(pl.col("row").is_in(rows.implode())))))


def _alone(rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows in memory of their own: a few texts that are taken out of a column keep all of it otherwise."""
    return pl.DataFrame(rows.rows(), schema=rows.schema, orient="row")


def _spelled(sheet: Sheet, there: pl.Series) -> dict[int, pl.Series] | None:
    """Where the cells written as texts are among some rows of a sheet."""
    if sheet.spelled is None:
        return None
    places = there.cast(pl.UInt32).cum_sum() - 1
    return {
        column: places.gather(rows.filter(there.gather(rows))).cast(pl.UInt32) for column, rows in sheet.spelled.items()
    }


def _together(sheets: Sequence[Sheet]) -> Sheet:
    """The rows of some sheets of the same columns, one under the other."""
    spelled: dict[int, list[pl.Series]] = {}
    start = 0
    for sheet in sheets:
        for column, rows in (sheet.spelled or {}).items():
            spelled.setdefault(column, []).append(rows + start)
        start += sheet.cells.height
    places = {column: pl.concat(rows) for column, rows in spelled.items()}
    cells, numbers = pl.concat([each.cells for each in sheets]), pl.concat([each.rows for each in sheets])
    return replace(sheets[0], cells=cells, rows=numbers, spelled=None if sheets[0].spelled is None else places)


def _of_titles(problems: tuple[Problem, ...], titles: int) -> list[Problem]:
    """Notices on the file and its columns, not on a row."""
    return [each for each in problems if each.location.line is None or each.location.line <= titles]
