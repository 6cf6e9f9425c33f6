"""Sheet of text from any container: its cells, the place of each row, the appearance of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from hlmdiag.errors import Location, Problem, Severity

if TYPE_CHECKING:
    import polars as pl

FORMULA = "\ue000"
"""Stands first in the text of a cell whose formula has no recorded result; the formula follows."""
DAY = "\ue001"
"""Stands first in what a column of codes reads of a cell that holds a day; the day follows."""

TO_CORRECT = "\ue002"
"""Stands first in a text that its author answers to be a mistake; the text follows."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet of a workbook, or a whole text file (`name` is None).

    `cells` holds every row, titles and header included, as text columns named "0", "1"…, blanks as "";
    `rows` the number of each row as the sender sees it.
    """

    file: str
    name: str | None
    cells: pl.DataFrame
    rows: pl.Series
    sha256: str = ""
    encoding: str | None = None
    separator: str | None = None
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    visible: bool = True
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    coloured: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    """By column, the indexes of the rows whose cell has a colour and no content, with the colour."""
    struck: Mapping[int, pl.Series] = field(default_factory=dict)
    """By column, the indexes of the rows whose cell holds something and is struck through."""
    date_1904: bool = False
    shown: Mapping[int, pl.DataFrame] = field(default_factory=dict)
    """By column, the rows (`row`, an index) whose cell shows something else than its number: `text` is what a code, a
    text or a choice reads there (`000007`, `1,00E+05`, a day after `DAY`). A column of numbers reads the number."""
    checked: bool = True
    """Whether number formats, errors, formulas and hidden rows were seen, and agree with the cells that were read."""
    problems: tuple[Problem, ...] = ()
    given: tuple[tuple[str, str], ...] = ()
    """The columns that the folders of the file give, with their value: not yet among its cells."""
    own_width: int | None = None
    """Number of columns in the file, if folders added others."""
    is_frame: bool = False
    """Whether it is a table in memory: its columns have no letters, and its titles no row."""
    spelled: Mapping[int, pl.Series] | None = None
    """By column, the indexes of the rows whose cell is a text with a digit; None where every cell is a text."""
    lines: tuple[int, ...] = ()
    """Of a table that lay on its side and is set upright, the numbers of the rows of the file: they are its columns."""
    letters: tuple[str, ...] = ()
    """Letters of its columns in the file, if their order changed."""

    @property
    def title(self) -> str:
        """The name shown for the sheet: its own, or the file's."""
        return self.name if self.name is not None else self.file

    def row(self, index: int) -> int:
        """The number of a row as the sender sees it."""
        return int(self.rows[index])

    def letter(self, column: int) -> str:
        """The letters of a column; none where no column of the file is meant, but one that its folders give.

        Of a table that lay on its side, the number of the row: `address` makes a cell of either.
        """
        if self.is_frame:
            return ""
        if self.lines:
            return str(self.lines[column]) if column < len(self.lines) else ""
        if self.letters:
            return self.letters[column]
        return letter(column) if self.own_width is None or column < self.own_width else ""

    def row_name(self, row: int) -> str:
        """Name of a row as shown: letters of a column if the table was transposed."""
        return letter(row - 1) if self.lines else str(row)

    def address(self, column: int, row: int) -> str:
        """The cell of a column, in a row as it is shown."""
        return address(self.letter(column), row)

    def column(self, letters: str) -> int:
        """The place of a column, by what `letter` gives for it."""
        if self.letters:
            return self.letters.index(letters)
        return self.lines.index(int(letters)) if self.lines else position(letters)

    def written(self, column: int, *, below: int) -> pl.Series | None:
        """The texts of a column that someone wrote as texts, under a row, each once; None where all of them are."""
        import polars as pl

        if self.spelled is None:
            return None
        rows = self.spelled.get(column)
        if rows is None:
            return pl.Series(str(column), dtype=pl.String)
        return self.cells[str(column)].gather(rows.filter(rows > below)).unique(maintain_order=True)

    def place(self, row: int | None = None, column: int | None = None, header: str | None = None) -> Location:
        """The place of a cell: `F12` of a sheet; line, header and Excel cell of a text file. `row` as it is shown."""
        if self.is_frame and row == 0:
            row = None
        named = self.letter(column) if column is not None else ""
        cell = address(named, row) if row is not None and named else None
        if self.name is not None:
            return Location(self.file, sheet=self.name, cell=cell, header=header)
        if header is None:
            return Location(self.file, line=row)
        return Location(self.file, line=row, header=header, cell=cell)

    def problem(
        self,
        code: str,
        *,
        row: int | None = None,
        column: int | None = None,
        header: str | None = None,
        severity: Severity = Severity.ERROR,
        **values: Any,
    ) -> Problem:
        """A problem at a place of this sheet."""
        return Problem(code, self.place(row, column, header), values, severity)


def address(letters: str, row: int) -> str:
    """A cell: letters and the number of a row or, of a table on its side, the number of a row and of a column.

    Where each column of a form has a row of its own, the letters are the whole cell.

    >>> address("F", 12), address("12", 6), address("F12", 1)
    ('F12', 'F12', 'F12')
    """
    if letters[:1].isalpha() and letters[-1:].isdigit():
        return letters
    return f"{letter(row - 1)}{letters}" if letters.isdigit() else f"{letters}{row}"


def unmarked(text: str) -> str:
    """Content of a cell without its leading mark (bare formula, day among codes, mistake)."""
    return text.lstrip(FORMULA + DAY + TO_CORRECT)


@lru_cache(20_000)
def position(letters: str) -> int:
    """The column, counted from 0, that has these letters.

    >>> position("A"), position("Z"), position("AA"), position("AAA")
    (0, 25, 26, 702)
    """
    column = 0
    for each in letters:
        column = 26 * column + ord(each) - 64
    return column - 1


@lru_cache(20_000)
def letter(column: int) -> str:
    """The letters of a column, counted from 0, as spreadsheets write them.

    >>> letter(0), letter(25), letter(26), letter(701), letter(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
