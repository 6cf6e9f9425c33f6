"""Dashes typed in the place of an answer: counted as missing, and said, for some mean zero."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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
    left = [dash for dash in DASHES if dash not in said and not own.find(dash)]
    return texts.str.strip_chars().is_in([] if declared.type in ("text", "id") else left)


def about_dashes(
    sheet: Sheet, header: Header, matches: Iterable[Match], form: TableSchema, cells: pl.DataFrame
) -> Iterator[Problem]:
    """Notices on dashes: cells of each column, and the text to write for zero or no."""
    for match in _dashed(matches, cells):
        column = form.columns[match.column or ""]
        texts = cells[str(match.index)]
        found = texts.filter(are_dashes(texts, column.id, form)).str.strip_chars().rename("dash")
        meant = _meant(column)
        for dash, count in found.value_counts(name="count").sort("count", "dash", descending=[True, False]).rows():
            yield sheet.problem(
                "donnees.tirets-vides" if meant is None else "donnees.tirets", row=sheet.row(header.last),
                column=match.index, header=match.header, severity=Severity.NOTICE, title=match.header, mark=dash,
                count=count, name=column.id, text=meant or "", answer=Phrase(f"donnees.mots.{_WORDS[meant]}"),
            )  # fmt: skip


def _dashed(matches: Iterable[Match], cells: pl.DataFrame) -> list[Match]:
    """The columns that hold some dash, all looked at together: hardly any does."""
    read = list(matches)
    looked = cells.select(str(match.index) for match in read)
    (found,) = looked.select(pl.all().str.strip_chars().is_in(DASHES).any()).rows(named=True)
    return [match for match in read if found[str(match.index)]]


_WORDS = {"0": "zero", "non": "non", None: "zero"}


def _meant(column: Column) -> str | None:
    """The answer that a dash may mean."""
    if column.type == "boolean":
        return "non"
    can_be_zero = column.type in NUMERIC and (column.min is None or column.min <= 0)
    return "0" if can_be_zero and (column.max is None or column.max >= 0) else None
