"""Says what a sheet shows around the texts of its cells, which may change what they mean: merged, struck through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hlmdiag.data.header import Header
from hlmdiag.data.match import Match
from hlmdiag.data.merged_cells import over_answers
from hlmdiag.data.rows import ClassifiedRows
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.struck_out import struck_out
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.errors import Problem


def around_cells(
    sheet: Sheet, header: Header, rows: ClassifiedRows, by_column: Mapping[str, Match], form: TableSchema
) -> Iterator[Problem]:
    """The warnings on what is read of the rows that are units."""
    if sheet.merged:
        yield from over_answers(sheet, header, rows, by_column, form)
    if sheet.struck:
        yield from struck_out(sheet, header, rows, by_column, form)
