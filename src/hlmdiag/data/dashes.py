"""Dashes typed in the place of an answer: counted as missing, and said, for some mean zero."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from hlmdiag.data.header import Header
from hlmdiag.data.match import Match
from hlmdiag.data.missing_markers import own_names
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.data.values import NUMERIC
from hlmdiag.errors import Problem, Severity
from hlmdiag.grid.data_model import Column
from hlmdiag.text.phrase import Phrase

DASHES = ("-", "--", "–", "—", "_")
"""Texts typed for « nothing to write »."""


def are_dashes(texts: pl.Series, column: str, form: TableSchema) -> pl.Series:
    """Which texts of a column are dashes that nobody said the meaning of."""
    declared = form.columns[column]
    said = {*form.translations.get(column, {}), *declared.choices}
    own = own_names(declared)
    if declared.type in ("text", "id"):
        return pl.Series([False]).new_from_index(0, len(texts))
    left = [dash for dash in DASHES if dash not in said and not own.find(dash)]
    return texts.str.strip_chars().is_in(left)


def about_dashes(
    sheet: Sheet, header: Header, match: Match, form: TableSchema, missing: pl.Series
) -> Iterator[Problem]:
    """Notices on the dashes of a column and the text to write for zero or no; `missing`: all its texts, or those read
    as missing, among which dashes are."""
    column = form.columns[match.column or ""]
    found = missing.filter(are_dashes(missing, column.id, form)).str.strip_chars().rename("dash")
    meant = _meant(column)
    for dash, count in found.value_counts(name="count").sort("count", "dash", descending=[True, False]).rows():
        yield sheet.problem(
            "donnees.tirets-vides" if meant is None else "donnees.tirets", row=sheet.row(header.last),
            column=match.index, header=match.header, severity=Severity.NOTICE, title=match.header, mark=dash,
            count=count, name=column.id, text=meant or "", answer=Phrase(f"donnees.mots.{_WORDS[meant]}"),
        )  # fmt: skip


_WORDS = {"0": "zero", "non": "non", None: "zero"}


def _meant(column: Column) -> str | None:
    """The answer that a dash may mean."""
    if column.type == "boolean":
        return "non"
    can_be_zero = column.type in NUMERIC and (column.min is None or column.min <= 0)
    return "0" if can_be_zero and (column.max is None or column.max >= 0) else None
