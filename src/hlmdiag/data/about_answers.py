"""Says what the answers of a column may mean beside what they are read as: boxes, scales, shares, marks of absence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from hlmdiag.data.counts_for_percents import about_counts, size_read
from hlmdiag.data.date_order import order_in_doubt
from hlmdiag.data.decode import TICKS
from hlmdiag.data.decoded import Decoded
from hlmdiag.data.header import Header
from hlmdiag.data.match import Match
from hlmdiag.data.odd_values import odd_values
from hlmdiag.data.scales import scale_remark
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.errors import Problem, Severity


def about_answers(
    sheet: Sheet, header: Header, by_column: Mapping[str, Match], decoded: Mapping[str, Decoded], rows: pl.Series,
    form: TableSchema,
) -> Iterator[Problem]:  # fmt: skip
    """Remarks on columns whose answers are read, though they may mean something else."""
    for column, match in by_column.items():
        if is_ticked(decoded[column]):
            yield box_remark(sheet, header, match)
        if (remark := scale_remark(sheet, header, match, form.columns[column], decoded[column].values)) is not None:
            yield remark
        yield from order_in_doubt(sheet, header, match, form.columns[column], decoded[column].texts)
        yield from odd_values(sheet, header, match, form.columns[column], decoded[column], rows)
        yield from about_counts(sheet, header, match, form, decoded[column], decoded.get(size_read(form)), rows)


def is_ticked(found: Decoded) -> bool:
    """Whether a column holds boxes of which some are ticked and the others blank."""
    values = found.values
    if values.dtype != pl.Boolean or values.null_count() == 0 or not values.any():
        return False
    return bool(values.all(ignore_nulls=True)) and set(found.texts.str.to_lowercase().unique()) <= {"", *TICKS}


def box_remark(sheet: Sheet, header: Header, match: Match) -> Problem:
    """Boxes ticked or left blank: a blank is no answer, and this must be said."""
    return sheet.problem(
        "donnees.croix", row=sheet.row(header.last), column=match.index, header=match.header,
        severity=Severity.WARNING, title=match.header,
    )  # fmt: skip
