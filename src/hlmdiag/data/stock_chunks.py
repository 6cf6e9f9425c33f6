"""Reads a large stock in chunks, with the same result as a whole reading; memory holds one chunk.

A piece is understood under the titles of its file, its rows keeping their numbers. What a whole column decides
(percents or shares, the order of day and month, thousands) is not decided by a piece: where a piece meets such a doubt,
or anything else that depends on the others, `NotChunkable` is raised, and the file is to be read whole. A stock may be
in several files of the same titles, one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from hlmdiag.data.codes import alike_codes
from hlmdiag.data.column_content import LOOKED
from hlmdiag.data.dataset import Dataset, DecodedTable
from hlmdiag.data.dataset_columns import data_text
from hlmdiag.data.note_titles import note_title, noted_criteria
from hlmdiag.data.piece_doubts import decides_a_column, kinds, of_titles, says_words
from hlmdiag.data.pieces import NotChunkable, Pieces
from hlmdiag.data.read import read_sheets
from hlmdiag.data.settings import Settings
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.stock_file import StockFile, are_told_alike
from hlmdiag.data.table_pieces import BYTES_OF_A_CELL
from hlmdiag.data.table_schemas import STOCK
from hlmdiag.data.tables_beside import TablesBeside
from hlmdiag.data.unknown_titles import SHEETS_LOOKED_AT
from hlmdiag.errors import HlmdiagError
from hlmdiag.grid.model import Grid

_Placed = tuple[int, Sheet]
"""A sheet, and the place of its file."""
Titles = tuple[tuple[int, tuple[str, ...]], ...]
"""The rows down to the last one of titles, each with its number."""


class StockChunks:
    """The pieces of a stock in order, in one file or several; once all are read, `whole` gives the notices on all.

    A fault of a file is not raised: it is for the whole reading.
    """

    def __init__(
        self, files: Sequence[Pieces], grid: Grid, *, day: date | None = None, settings: Settings | None = None
    ) -> None:
        self._given, self._grid = files, grid
        self._day, self._settings = day, settings or Settings()
        self._files: list[StockFile] = []
        self._keys: list[pl.Series] = []
        self._bare: list[pl.Series] = []
        self._spaced: set[bool] = set()
        self._drawn: set[tuple[str, str | None]] = set()

    def titles(self) -> Titles | None:
        """The titles of the first file, if its first rows are those of a stock, whatever they leave in doubt."""
        try:
            sheet = self._given[0].first_rows()
            found = self._recognised([(0, sheet)])
        except NotChunkable:
            return None
        return _down_to(sheet, found.inputs[0].header_row or 1)

    def __iter__(self) -> Iterator[Dataset]:
        """Each piece as a dataset of its own; files smaller than a piece are together in one."""
        for some in self._sheets():
            yield self._read(some)

    def _sheets(self) -> Iterator[list[_Placed]]:
        """The sheets of each piece: some rows of one file, or all the rows of some files."""
        waiting: list[_Placed] = []
        for place, pieces in enumerate(self._given):
            for number, sheet in enumerate(pieces):
                if place and not self._files:
                    raise NotChunkable
                if place and not number:
                    pieces.titles_end_at(self._files[0].titles)
                if waiting and (number or _size(waiting) * 2 >= pieces.size):
                    yield waiting
                    waiting = []
                waiting.append((place, sheet))
                if number or not place:
                    yield waiting
                    waiting = []
        if waiting:
            yield waiting

    def whole(self, beside: TablesBeside) -> Dataset:
        """The account of all the files: provenance, inputs, counts and problems; its stock has no row.

        The first piece is read again, with every row of the others that there was something to say of. `beside`: the
        other files, which are read with it.
        """
        files = self._files
        if len(files) < max(len(self._given), 1) or self._may_be_alike():
            raise NotChunkable
        sheets = [(file.again, file.pieces.table) for file in files]
        said = beside.read_with(sheets, self._grid, self._day, self._settings)
        # the rows read in pieces, then again together, must give the same values
        again = pl.concat([frame for file in files for frame in file.frames])
        if not again.equals(said.stock.frame, null_equal=True):
            raise NotChunkable
        # what a piece said has to be said of the rows read again
        if self._drawn - kinds(said.problems) or any(file.ticks_are_unsaid(said.problems) for file in files):
            raise NotChunkable
        if len(files) > 1 and not are_told_alike(files, said.problems):
            raise NotChunkable
        kept = sum(file.units for file in files)
        more = {"rows_kept": kept, "rows_read": said.counts["rows_read"] + kept - again.height}
        read = [file.as_read(each) for file, each in zip(files, said.inputs, strict=False)]
        stock = replace(said.stock, frame=again.clear())
        return replace(
            said, stock=stock, inputs=(*read, *said.inputs[len(read) :], *self._settings.named),
            counts=dict(said.counts) | more, organisation=self._settings.organisation,
        )  # fmt: skip

    def _may_be_alike(self) -> bool:
        """Whether codes of two pieces are one, or may be taken for one, or are odd beside those of the others."""
        return bool(
            pl.concat(self._keys).is_duplicated().any()
            or pl.concat(self._bare).is_duplicated().any()
            or len(self._spaced) > 1
            or any(file.has_odd_codes for file in self._files)
        )

    def _read(self, some: Sequence[_Placed]) -> Dataset:
        """The rows of one sheet, or of the first ones of some files, which are told apart."""
        found = self._understood(some)
        frame = found.stock.frame
        if len(self._given) > 1:
            own = frame["part"] if len(some) > 1 else pl.repeat(0, frame.height, dtype=pl.UInt32, eager=True)
            numbers = pl.Series([place for place, _ in some], dtype=pl.UInt32)
            frame = frame.with_columns(numbers.gather(own).alias("part"))
        frames = (
            {place: rows for (place,), rows in frame.partition_by("part", as_dict=True).items()}
            if len(some) > 1
            else {some[0][0]: frame}
        )
        for number, (place, sheet) in enumerate(some):
            self._take(place, sheet, found, number, frames.get(place, frame.clear()))
        self._note_keys(frame)
        self._drawn |= kinds(found.problems)
        if len(self._given) == 1:
            return found
        parts = tuple(file.places for file in self._files)
        return replace(found, stock=DecodedTable(frame, parts[0], parts))

    def _take(self, place: int, sheet: Sheet, found: Dataset, number: int, frame: pl.DataFrame) -> None:
        """Keep of a sheet, the one of that number in a dataset, what is read again and what is compared."""
        read = found.inputs[number]
        titles = read.header_row or 1
        places = found.stock.parts[number] if found.stock.parts else found.stock.provenance
        if len(self._files) > place:
            file = self._files[place]
            if not file.is_continued_by(sheet, found, places, titles):
                raise NotChunkable
            file.keep(sheet, found, frame)
        else:
            self._given[place].titles_end_at(titles)
            file = StockFile(self._given[place], titles, dict(places), of_titles(found.problems, titles))
            # a file without a row is not begun: that is said of it where it is read whole
            if len(self._files) != place or (place and not file.agrees(self._files[0])):
                raise NotChunkable
            self._files.append(file)
            if place:
                file.keep(sheet, found, frame, first=LOOKED if place < SHEETS_LOOKED_AT else 0, titles=True)
            else:
                file.sheets.append(sheet)
                file.frames.append(frame)
        file.note(sheet, read, frame, self._grid)

    def _note_keys(self, frame: pl.DataFrame) -> None:
        """Record the keys, which are compared between pieces."""
        keys = frame.select(data_text(key) for key in self._grid.keys)
        texts = pl.all()
        comma, spaced = texts.str.contains(", ", literal=True), pl.first().str.contains(r"\s|^[^\d]+$")
        has_comma, has_space = keys.select(pl.any_horizontal(comma).any().alias("c"), spaced.any().alias("s")).row(0)
        if has_comma:
            raise NotChunkable
        self._spaced.add(has_space)
        # hashes take less memory than texts; a collision only makes the file be read whole
        self._keys.append(keys.hash_rows())
        self._bare.append(keys.select(alike_codes(each).alias(each.name) for each in keys).hash_rows())

    def _recognised(self, some: Sequence[_Placed]) -> Dataset:
        """The dataset of sheets of the stock alone."""
        sheets = [(sheet, self._given[place].table) for place, sheet in some]
        try:
            found = read_sheets(sheets, self._grid, date=self._day, settings=self._settings)
        except HlmdiagError as fault:
            raise NotChunkable from fault
        if [each.table for each in found.inputs] != [STOCK] * len(some):
            raise NotChunkable
        return found

    def _understood(self, some: Sequence[_Placed]) -> Dataset:
        found = self._recognised(some)
        hangs = found.events or found.overrides is not None or found.respondents is not None
        hangs = hangs or any(self._grid.columns[name].remark for name in found.stock.provenance)
        titles = found.inputs[0].header_row or 1
        sheet = _under(titles, [each for _, each in some])
        hangs = hangs or self._is_noted(some[0][1], titles)
        stock, columns = found.stock.provenance, self._grid.columns
        hangs = hangs or not any(stock[key].letter for key in self._grid.keys)
        if hangs or decides_a_column(sheet, stock, columns, found.refused, found.problems):
            raise NotChunkable
        labels = [column for column in stock if columns[column].role is not None]
        if says_words(sheet, titles, stock, self._grid.keys, labels):
            raise NotChunkable
        return found

    def _is_noted(self, sheet: Sheet, titles: int) -> bool:
        """Whether a title is that of notes on a criterion: they are kept beside the units."""
        criteria = noted_criteria(self._grid)
        named = sheet.cells.filter(sheet.rows == titles).rows()
        return any(note_title(title or "", criteria) for row in named for title in row)


def begins_with(pieces: Pieces, titles: Titles) -> bool:
    """Whether a table begins with the same rows, titles included, and has a row below them."""
    sheet = pieces.first_rows()
    last = titles[-1][0]
    return _down_to(sheet, last) == titles and int(sheet.rows[-1]) > last


def _down_to(sheet: Sheet, titles: int) -> Titles:
    above = sheet.rows <= titles
    return tuple(zip(sheet.rows.filter(above).to_list(), sheet.cells.filter(above).rows(), strict=True))


def _under(titles: int, sheets: Sequence[Sheet]) -> Sheet:
    """The rows of some sheets, one under the other, under the titles of the first."""
    if len(sheets) == 1:
        return sheets[0]
    first, *others = sheets
    cells = [first.cells, *(each.cells.filter(each.rows > titles) for each in others)]
    numbers = [first.rows, *(each.rows.filter(each.rows > titles) for each in others)]
    return replace(first, cells=pl.concat(cells), rows=pl.concat(numbers), spelled=None)


def _size(some: Sequence[_Placed]) -> int:
    """Bytes of text of some sheets, about."""
    return sum(sheet.cells.height * sheet.cells.width for _, sheet in some) * BYTES_OF_A_CELL
