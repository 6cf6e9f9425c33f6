"""Reads a large stock in chunks, with the same result as a whole reading; memory holds one chunk.

A piece is understood under the titles of the file, its rows keeping their numbers. What a whole column decides
(percents or shares, the order of day and month, thousands) is not decided by a piece: where a piece meets such a doubt,
or anything else that depends on the others, `NotChunkable` is raised, and the file is to be read whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import polars as pl

from hlmdiag.data.codes import alike_codes, may_be_odd, without_digit
from hlmdiag.data.dataset import Dataset
from hlmdiag.data.dataset_columns import data_text
from hlmdiag.data.note_titles import note_title, noted_criteria
from hlmdiag.data.piece_doubts import decides_a_column, of_titles, place_in, says_words
from hlmdiag.data.pieces import NotChunkable, Pieces, alone, some_rows, together
from hlmdiag.data.read import read_sheets
from hlmdiag.data.settings import Settings
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table_schemas import STOCK
from hlmdiag.data.tables_beside import TablesBeside
from hlmdiag.errors import HlmdiagError
from hlmdiag.grid.model import Grid

_BOXES = frozenset({"", "x", "✓", "✔"})
"""Contents of boxes to tick, where a blank is no answer: reported for the column."""


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
        self._worded = 0
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
            or may_be_odd(self._worded, sum(map(len, self._keys)))
        ):
            raise NotChunkable
        read_again = together([first, *(sheet for sheet, _ in self._kept)])
        said = self._understood(read_again)
        if beside is not None:
            said = beside.read_with(read_again, self._pieces.table, self._grid, self._day, self._settings)
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
        self._bare.append(keys.select(alike_codes(each).alias(each.name) for each in keys).hash_rows())
        self._worded += int(without_digit(keys.to_series()).sum()) if keys.width == 1 else 0
        rows = sheet.rows > titles
        for column, place in found.stock.provenance.items():
            if self._grid.columns[column].type == "boolean":
                held = sheet.cells[place_in(sheet, place.letter)].filter(rows).unique()
                self._boxes.setdefault(column, set()).update(held.str.strip_chars().str.to_lowercase())

    def _ticks_are_unsaid(self, said: Dataset) -> bool:
        """Whether boxes are ticked in some pieces and blank in others, which no piece could tell alone."""
        ticked = {column for column, texts in self._boxes.items() if "" in texts and {""} < texts <= _BOXES}
        titles = {said.stock.provenance[column].header for column in ticked}
        return bool(titles - {each.location.header for each in said.problems if each.code == "donnees.croix"})

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
        stock, columns = found.stock.provenance, self._grid.columns
        if hangs or decides_a_column(sheet, stock, columns, found.refused, found.problems):
            raise NotChunkable
        labels = [column for column in stock if columns[column].role is not None]
        if says_words(sheet, found.inputs[0].header_row or 1, stock, self._grid.keys, labels):
            raise NotChunkable
        return found

    def _is_noted(self, sheet: Sheet, found: Dataset) -> bool:
        """Whether a title is that of notes on a criterion: they are kept beside the units."""
        titles = sheet.cells.filter(sheet.rows == found.inputs[0].header_row).rows()
        criteria = noted_criteria(self._grid)
        return any(note_title(title or "", criteria) for row in titles for title in row)

    def _agrees(self, sheet: Sheet, found: Dataset, titles: int) -> bool:
        """Whether a piece understands the titles as the first one did, and says the same of them."""
        assert self._first is not None
        first_sheet, first = self._first
        same_place = found.stock.provenance == first.stock.provenance and sheet.cells.width == first_sheet.cells.width
        return same_place and of_titles(found.problems, titles) == of_titles(first.problems, titles)

    def _keep(self, sheet: Sheet, found: Dataset, titles: int) -> None:
        """Keep from a piece the rows that are no unit, the rows with a refused cell, and the last unit.

        Blank rows are said only where a unit stands below them.
        """
        frame = found.stock.frame
        quiet = frame["row"].head(max(frame.height - 1, 0))
        if found.refused is not None:
            quiet = quiet.filter(~quiet.is_in(found.refused["row"].implode()))
        there = ~sheet.rows.is_in(quiet.implode()) & (sheet.rows > titles)
        kept = some_rows(sheet, there)
        self._kept.append((kept, alone(frame.filter(pl.col("row").is_in(kept.rows.implode())))))
