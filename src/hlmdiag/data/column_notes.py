"""What the rows of a sheet hold beside answers, in the columns that the grid says are notes: a row is one finding."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import polars as pl

from hlmdiag.data.clean import all_seen
from hlmdiag.data.dataset import WrittenNote
from hlmdiag.data.dataset_columns import data_state, data_text, data_value
from hlmdiag.data.respondents import name_of
from hlmdiag.data.sheet import Sheet, unmarked
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.data.voices import UNSAID
from hlmdiag.states import KNOWN


def noted_columns(form: TableSchema, columns: Collection[str]) -> list[str]:
    """Those, among some columns, that hold notes."""
    return [name for name in columns if form.columns[name].remark is not None and name in form.as_received]


def column_notes(
    frame: pl.DataFrame, form: TableSchema, sheet: Sheet, titles: Mapping[str, tuple[str, int]]
) -> Iterator[WrittenNote]:
    """The notes of a sheet, row by row; `titles`: the header and the position of each column that it has."""
    noted = noted_columns(form, titles)
    if not noted:
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
    for row in rows.filter(pl.any_horizontal(pl.col(noted).is_not_null())).iter_rows(named=True):
        unit = tuple(row[f"key:{key}"] for key in form.keys)
        who = "" if row["respondent"] == UNSAID else row["respondent"]
        for name in noted:
            if row[name] is not None:
                cell = sheet.address(titles[name][1], row["row"])
                column = form.columns[name]
                text, kind, about = unmarked(row[name]), column.remark or "comment", name if column.about else None
                yield WrittenNote(unit, about, kind, text, who, row["voice-role"], sheet.file, sheet.name, cell)
