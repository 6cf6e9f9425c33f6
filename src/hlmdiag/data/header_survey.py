"""The titles of sheets of which no table can be read, and the columns of the grid that these resemble."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from hlmdiag.data.column_content import ColumnContent
from hlmdiag.data.column_summary import ColumnUnderstood, SheetUnderstood, understood_column
from hlmdiag.data.header import locate, strongest
from hlmdiag.data.match import Match, Vocabulary, match_headers
from hlmdiag.data.match_by_words import matched_by_words
from hlmdiag.data.privacy import nominative_column, nominative_values
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table_schemas import stock_schema
from hlmdiag.data.transposed import can_be_upright, lies_down, upright
from hlmdiag.grid.load import load_shipped
from hlmdiag.grid.model import Grid

SOME = 3
"""Titles that a grid must know to be worth naming: a code and a name are in every table."""


def survey(sheet: Sheet, grid: Grid, vocabulary: Vocabulary, header_row: int | None = None) -> SheetUnderstood:
    """A sheet with its titles, taken for the stock; nothing in it was read, hence no table."""
    asked = [] if header_row is None else (sheet.rows == header_row).arg_true().to_list()
    header = locate(sheet, vocabulary, grid.keys, asked[0] if asked else None)
    if not asked and can_be_upright(sheet):
        other = upright(sheet)
        found_there = locate(other, vocabulary, grid.keys)
        if found_there is not None and lies_down(header, found_there):
            sheet, header = other, found_there
    header = header or strongest(sheet)
    rows: tuple[int, ...] = ()
    columns: tuple[ColumnUnderstood, ...] = ()
    body = sheet.cells
    if header is not None:
        body = sheet.cells.slice(header.last + 1)
        rows = tuple(sheet.row(index) for index in range(header.first, header.last + 1))
        named = match_headers(header.titles, vocabulary)
        found = matched_by_words(named, vocabulary, grid.keys, lambda index: body[str(index)])
        columns = tuple(
            understood_column(
                match.header, sheet.letter(match.index), body[str(match.index)], column=match.column, how=match.how,
                nearest=None if match.unit else match.nearest,
                type=vocabulary.columns[match.column].type if match.column else None,
                private=_is_private(match, body[str(match.index)], grid),
            )
            for match in found
        )  # fmt: skip
    return SheetUnderstood(
        sheet.file, sheet.name, None, sheet.encoding, sheet.separator, rows, body.height, {}, columns, sheet.visible,
        is_upright=bool(sheet.lines),
    )  # fmt: skip


def recognised(titles: Sequence[str], grid: Grid) -> int:
    """Number of columns of a grid named by some titles."""
    vocabulary = Vocabulary(stock_schema(grid, {}).columns)
    return len({match.column for match in match_headers(titles, vocabulary) if match.column is not None})


def better_grid(titles: Sequence[str], grid: Grid) -> tuple[Grid, int] | None:
    """The shipped grid of which some titles name the most columns, with their number; None if none knows more."""
    others = [each for each in load_shipped() if each.id != grid.id]
    counts = [(other, recognised(titles, other)) for other in others]
    best = max(counts, key=lambda found: found[1], default=None)
    return best if best is not None and best[1] >= SOME and best[1] > recognised(titles, grid) else None


def _is_private(match: Match, texts: pl.Series, grid: Grid) -> bool:
    if match.column in grid.keys:
        return False
    if match.column is not None and grid.columns[match.column].is_free_text:
        return True
    return (
        nominative_column(match.header, ColumnContent.begun(texts)) is not None or nominative_values(texts) is not None
    )
