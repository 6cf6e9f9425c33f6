"""What is kept of one file of a large stock, once its pieces were understood: to be read again, and to be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from hlmdiag.data.codes import may_be_odd, without_digit
from hlmdiag.data.dataset import Dataset, InputFile, Provenance
from hlmdiag.data.dataset_columns import data_text
from hlmdiag.data.decode import TICKS
from hlmdiag.data.piece_doubts import kinds, of_titles, place_in
from hlmdiag.data.pieces import Pieces, alone, some_rows, together
from hlmdiag.data.sheet import Sheet
from hlmdiag.errors import OTHER_FILES, Problem
from hlmdiag.grid.model import Grid

_BOXES = frozenset({"", *TICKS})
"""Contents of boxes to tick, where a blank is no answer: reported for the column."""
_BY_TITLES = frozenset(
    {
        "donnees.entete-inconnu",
        "donnees.entete-en-trop",
        "donnees.entete-unite",
        "donnees.deux-entetes",
        "donnees.titres-compris",
        "donnees.dossier-colonne",
        "donnees.peu-reconnu",
    }
)
"""Notices on columns that do not depend on the cells under the titles, but for those of the first rows."""
_OF_SEVERAL = frozenset({"donnees.feuilles-empilees", OTHER_FILES})
"""Notices that no file draws alone."""


@dataclass(eq=False)
class StockFile:
    """One file: the rows that are read again with those of the others, as they are and as they were understood."""

    pieces: Pieces
    titles: int
    """The row of its titles."""
    places: dict[str, Provenance]
    said: list[Problem]
    """On its columns, by its first piece."""
    sheets: list[Sheet] = field(default_factory=list)
    frames: list[pl.DataFrame] = field(default_factory=list)
    rows: int = 0
    units: int = 0
    _worded: int = 0
    _boxes: dict[str, set[str]] = field(default_factory=dict)

    @property
    def again(self) -> Sheet:
        """The rows to be read again."""
        return together(self.sheets)

    def agrees(self, first: StockFile) -> bool:
        """Whether its titles are understood as those of the first file, and draw the same notices."""
        own = {column: (place.letter, place.header) for column, place in self.places.items()}
        theirs = {column: (place.letter, place.header) for column, place in first.places.items()}
        return own == theirs and self.titles == first.titles and _kinds(self.said) == _kinds(first.said)

    def is_continued_by(self, sheet: Sheet, found: Dataset, places: Mapping[str, Provenance], titles: int) -> bool:
        """Whether another of its pieces understands the titles as the first one did, and says the same of them."""
        same_place = places == self.places and sheet.cells.width == self.sheets[0].cells.width
        return same_place and titles == self.titles and self._says_the_same(of_titles(found.problems, titles))

    def _says_the_same(self, problems: Sequence[Problem]) -> bool:
        # what its first piece said was summed up with what other files did
        is_alone = {each.location.file for each in self.said} <= {self.sheets[0].file}
        return problems == self.said if is_alone else _kinds(problems) == _kinds(self.said)

    def keep(self, sheet: Sheet, found: Dataset, frame: pl.DataFrame, *, first: int = 0, titles: bool = False) -> None:
        """Keep of a piece the rows that are no unit, the rows with a refused cell, and the last unit.

        Blank rows are said only where a unit stands below them. `first`: so many rows to keep besides; `titles`:
        whether to keep the rows of the titles.
        """
        quiet = frame["row"].head(max(frame.height - 1, 0))
        quiet = quiet.filter(~quiet.is_in(sheet.rows.filter(sheet.rows > self.titles).head(first).implode()))
        if found.refused is not None:
            of_file = found.refused.filter(found.refused["file"].cast(pl.String) == sheet.file)
            quiet = quiet.filter(~quiet.is_in(of_file["row"].implode()))
        there = ~sheet.rows.is_in(quiet.implode()) & ((sheet.rows > self.titles) | titles)
        kept = some_rows(sheet, there)
        self.sheets.append(kept)
        self.frames.append(alone(frame.filter(pl.col("row").is_in(kept.rows.implode()))))

    def note(self, sheet: Sheet, read: InputFile, frame: pl.DataFrame, grid: Grid) -> None:
        """Count what a piece holds: its rows, its codes without a digit, the contents of its boxes to tick."""
        self.rows += read.rows
        self.units += frame.height
        if len(grid.keys) == 1:
            self._worded += int(without_digit(frame[data_text(grid.keys[0])]).sum())
        rows = sheet.rows > self.titles
        for column, place in self.places.items():
            if grid.columns[column].type == "boolean" and place.letter:
                held = sheet.cells[place_in(sheet, place.letter)].filter(rows).unique()
                self._boxes.setdefault(column, set()).update(held.str.strip_chars().str.to_lowercase())

    @property
    def has_odd_codes(self) -> bool:
        """Whether some of its codes have no digit, few enough to be odd among all."""
        return may_be_odd(self._worded, self.units)

    def ticks_are_unsaid(self, said: Sequence[Problem]) -> bool:
        """Whether boxes are ticked in some pieces and blank in others, which no piece could tell alone."""
        ticked = {column for column, texts in self._boxes.items() if "" in texts and {""} < texts <= _BOXES}
        titles = {self.places[column].header for column in ticked}
        return bool(titles - {each.location.header for each in said if each.code == "donnees.croix"})

    def as_read(self, again: InputFile) -> InputFile:
        """What is said of the file, of which some rows were read again."""
        digest, encoding = self.pieces.digest, self.pieces.encoding
        return replace(again, sha256=digest, rows=self.rows, encoding=encoding or again.encoding)


def are_told_alike(files: Sequence[StockFile], said: Sequence[Problem]) -> bool:
    """Whether what is said of the columns of several files, some of whose rows were read, is what each of them draws.

    A notice that hangs on all the cells of a column might be missing, or be there without a reason.
    """
    named = {file.sheets[0].file for file in files}
    own = [each for each in of_titles(said, files[0].titles) if each.location.file in named]
    return _kinds(own) == _kinds(files[0].said) and all(each.code in _BY_TITLES for each in files[0].said)


def _kinds(problems: Sequence[Problem]) -> set[tuple[str, str | None]]:
    return kinds(each for each in problems if each.code not in _OF_SEVERAL)
