"""A table whose cells have types as sheets of some of its rows, each under the titles; memory holds one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from hlmdiag.data.frames import as_sheet
from hlmdiag.data.pieces import NotChunkable
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.typed_rows import TypedRows
from hlmdiag.errors import HlmdiagError

BYTES_OF_A_CELL = 5
"""Once it is a text, about: pieces of tables are as large as those of a CSV file."""
_FIRST_LOOK = 1_000
"""Rows that tell what a table is."""


@dataclass
class TablePieces:
    """The pieces of a table, of about `size` bytes of text each; `hashed` gives the hash of its files."""

    rows: TypedRows
    table: str | None
    size: int
    hashed: Callable[[], str]
    given: tuple[tuple[str, str], ...] = ()
    """The columns that its folders give, where they are not among its own."""

    @property
    def digest(self) -> str:
        """The hash of its files."""
        return self.hashed()

    @property
    def encoding(self) -> None:
        """Its cells are not bytes."""

    def first_rows(self) -> Sheet:
        """The rows that tell what the table is."""
        try:
            found = next(self.rows.pieces(_FIRST_LOOK))
        except HlmdiagError as fault:
            raise NotChunkable from fault
        return replace(as_sheet(found, self.rows.name, first=1), given=self.given)

    def titles_end_at(self, row: int) -> None:
        """The names of columns are the only titles."""
        if row != 1:
            raise NotChunkable

    def __iter__(self) -> Iterator[Sheet]:
        """Each piece, its rows numbered in the whole table."""
        start = 0
        try:
            for piece in self.rows.pieces(max(self.size // (BYTES_OF_A_CELL * max(self.rows.width, 1)), 1)):
                sheet = as_sheet(piece, self.rows.name, first=1)
                below = sheet.rows.slice(1) + start
                yield replace(sheet, rows=sheet.rows.head(1).append(below), given=self.given)
                start += piece.height
        except HlmdiagError as fault:
            raise NotChunkable from fault
