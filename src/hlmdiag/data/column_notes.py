"""Reads the columns of notes of a sheet: each row is one finding."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from hlmdiag.data.clean import all_seen
from hlmdiag.data.dashes import DASHES
from hlmdiag.data.dataset import WrittenNote
from hlmdiag.data.dataset_columns import data_state, data_text, data_value
from hlmdiag.data.match import Match
from hlmdiag.data.note_titles import note_title
from hlmdiag.data.privacy import CERTAIN, nominative_values
from hlmdiag.data.respondents import name_of
from hlmdiag.data.sheet import Sheet, unmarked
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.data.voices import UNSAID
from hlmdiag.states import KNOWN


def noted_columns(form: TableSchema, columns: Collection[str]) -> list[str]:
    """Columns of notes among some columns."""
    return [name for name in columns if form.columns[name].remark is not None and name in form.as_received]


def column_notes(
    frame: pl.DataFrame,
    form: TableSchema,
    sheet: Sheet,
    titles: Mapping[str, tuple[str, int]],
    matches: Sequence[Match],
) -> Iterator[WrittenNote]:
    """The notes of a sheet, row by row; `titles`: the header and the position of each of its columns.

    `matches`: all of its titles, those of notes on one criterion included.
    """
    noted = noted_columns(form, titles)
    beside = [_Noted.of(name, titles[name][1], form) for name in noted] + list(_of_criteria(matches, form, sheet))
    if not beside:
        return
    role = form.role or ""
    named = form.columns.get(form.respondent or "") if form.respondent in titles else None
    rows = frame.select(
        *(all_seen(frame[data_text(key)]).alias(f"key:{key}") for key in form.keys),
        name_of(frame, named),
        (pl.col(data_value(role)) if role in titles else pl.lit(None, pl.String)).alias("voice-role"),
        "row",
        *(
            pl.when(pl.col(data_state(name)) == int(KNOWN)).then(pl.col(data_text(name))).otherwise(None).alias(name)
            for name in noted
        ),
    )
    for each in beside[len(noted) :]:
        rows = rows.join(_texts(sheet, each), on="row", how="left", maintain_order="left")
    written = pl.any_horizontal(pl.col(each.texts).is_not_null() for each in beside)
    for row in rows.filter(written).iter_rows(named=True):
        unit = tuple(row[f"key:{key}"] for key in form.keys)
        who = "" if row["respondent"] == UNSAID else row["respondent"]
        for each in beside:
            if row[each.texts] is not None:
                cell, text = sheet.address(each.index, row["row"]), unmarked(row[each.texts])
                yield WrittenNote(
                    unit, each.about, each.kind, text, who, row["voice-role"], sheet.file, sheet.name, cell
                )


@dataclass(frozen=True)
class _Noted:
    """A column of notes: where its texts are, its position, what they are and what they are about."""

    texts: str
    index: int
    kind: str
    about: str | None

    @classmethod
    def of(cls, name: str, index: int, form: TableSchema) -> _Noted:
        """A column that the grid says holds notes."""
        column = form.columns[name]
        return cls(name, index, column.remark or "comment", name if column.about else None)


def evidence_columns(matches: Sequence[Match], form: TableSchema) -> int:
    """Number of titles that announce evidence of an indicator."""
    found = [note_title(match.header, form.criteria) for match in matches if match.how == "note"]
    return sum(each is not None and each.kind == "evidence" for each in found)


def _of_criteria(matches: Sequence[Match], form: TableSchema, sheet: Sheet) -> Iterator[_Noted]:
    """Columns whose title announces a note on an indicator; a column of personal names is refused elsewhere."""
    for match in matches:
        found = note_title(match.header, form.criteria) if match.how == "note" else None
        if found is not None and nominative_values(sheet.cells[str(match.index)]) not in CERTAIN:
            yield _Noted(f"note:{match.index}", match.index, found.kind, found.column)


def _texts(sheet: Sheet, noted: _Noted) -> pl.DataFrame:
    """Texts of a column, by row."""
    cells = sheet.cells[str(noted.index)].str.strip_chars()
    texts = pl.when(cells.is_in(["", *DASHES])).then(None).otherwise(cells).alias(noted.texts)
    return pl.DataFrame({"row": sheet.rows.cast(pl.UInt32)}).with_columns(texts)
