"""Says which rows of events are written more than once, cell for cell: a fact pasted twice counts twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from hlmdiag.data.dataset import DecodedTable
from hlmdiag.data.dataset_columns import is_data_value
from hlmdiag.data.header import Header
from hlmdiag.data.normalise_text import header as fold
from hlmdiag.data.read_log import listed
from hlmdiag.data.sheet import Sheet
from hlmdiag.errors import Problem, Severity
from hlmdiag.text.phrase import Listed, first_of

IDENTICAL = "donnees.evenements-identiques"
"""Code of the remark on rows that stand twice in one file."""

_ONE_IN = 20
"""Two facts alike on one day are one row in a hundred of a main courante; from one in so many on, copies are likely."""


def rows_as_written(sheet: Sheet, rows: pl.Series) -> pl.DataFrame:
    """The numbers of some rows of a sheet, each with a hash of all its cells: `row`, `cells`.

    Columns that nothing reads are among them: the number of a file tells two facts of one day apart.
    """
    cells = _cells(sheet, rows)
    own = cells[:, : sheet.own_width] if sheet.own_width is not None else cells
    return pl.DataFrame([rows.alias("row"), own.hash_rows().alias("cells")])


def repeated_in_file(written: pl.DataFrame, sheet: Sheet, name: Listed, *, is_dated: bool) -> list[Problem]:
    """The remark on rows that repeat one above them: a notice where they are few, or no date tells two facts apart."""
    if written["cells"].n_unique() == written.height:
        return []
    again = written.filter(~pl.col("cells").is_first_distinct())
    first = written.filter(pl.col("cells") == again["cells"][0])["row"][0]
    values: dict[str, Any] = {
        "table": name, "count": again.height, "rows": first_of(again["row"].head(11).to_list(), 10, sheet.row_name),
        "again": sheet.row_name(again["row"][0]), "first": sheet.row_name(first),
    }  # fmt: skip
    is_likely_copy = is_dated and again.height * _ONE_IN >= written.height
    severity = Severity.WARNING if is_likely_copy else Severity.NOTICE
    return [sheet.problem(IDENTICAL, row=again["row"][0], severity=severity, **values)]


def repeated_elsewhere(
    tables: Sequence[DecodedTable], sheets: Sequence[Sheet], headers: Sequence[Header], name: Listed
) -> list[Problem]:
    """The warning on rows that another file holds too, in every column that all of them have."""
    unread = [_unread(table, header) for table, header in zip(tables, headers, strict=True)]
    common = [title for title in unread[0] if all(title in each for each in unread)]
    parts = []
    for part, (table, sheet, titles) in enumerate(zip(tables, sheets, unread, strict=True)):
        read = table.frame.select("row", pl.lit(part).alias("part"), *filter(is_data_value, table.frame.columns))
        others = [pl.col(str(titles[title])).alias(f"cell:{title}") for title in common]
        parts.append(read.hstack(_cells(sheet, table.frame["row"]).select(others)))
    frame = pl.concat(parts)
    cells = [column for column in frame.columns if column not in ("row", "part")]
    twice = frame.filter(frame.select(cells).is_duplicated())
    again = twice.with_columns(first=pl.col("part").min().over(cells)).filter(pl.col("part") > pl.col("first"))
    if again.is_empty():
        return []
    part, first, row = again.select("part", "first", "row").row(0)
    values: dict[str, Any] = {"table": name, "count": again.height, "other": listed([sheets[first]])}
    return [sheets[part].problem("donnees.evenements-repetes", row=row, severity=Severity.WARNING, **values)]


def _cells(sheet: Sheet, rows: pl.Series) -> pl.DataFrame:
    """All cells of some rows, in their order."""
    return sheet.cells.filter(sheet.rows.is_in(rows.implode()))


def _unread(table: DecodedTable, header: Header) -> dict[str, int]:
    """The titles of columns that nothing reads, with their places."""
    read = {place.header for place in table.provenance.values()}
    return {fold(title): index for index, title in enumerate(header.titles) if title.strip() and title not in read}
