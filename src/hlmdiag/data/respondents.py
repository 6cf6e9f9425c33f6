"""Several rows for one unit, one a respondent: each keeps its judgements, and what is not judged has to agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from hlmdiag.data.agreement import common, differ
from hlmdiag.data.clean import all_seen
from hlmdiag.data.codes import key_text
from hlmdiag.data.dataset_columns import data_state, data_text, data_value
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.data.voices import UNSAID
from hlmdiag.errors import Problem, Severity
from hlmdiag.grid.data_model import Column


@dataclass(frozen=True, eq=False)
class Opinions:
    """One row per unit, and the rows of its respondents: `respondent`, `role`, `row`, and what they judge."""

    units: pl.DataFrame
    rows: pl.DataFrame
    problems: list[Problem]


def opinions(frame: pl.DataFrame, form: TableSchema, sheet: Sheet, titles: Mapping[str, tuple[str, int]]) -> Opinions:
    """Split the rows of a sheet whose units may be repeated, once for each respondent.

    `titles` gives the header and the position of each column that the sheet has.
    """
    judged = [column for column in titles if column in form.judged]
    rows = frame.select(
        *(data_value(key) for key in form.keys),
        name_of(frame, form.columns.get(form.respondent or "") if form.respondent in titles else None),
        pl.col(data_value(form.role)).alias("role") if form.role else pl.lit(None, pl.String).alias("role"),
        "row",
        *(name for column in judged for name in (data_value(column), data_state(column))),
    )
    units, disagreements = _agreed(frame, form, sheet, titles)
    return Opinions(units, rows, disagreements)


def name_of(frame: pl.DataFrame, column: Column | None) -> pl.Series:
    """The name of the respondent of each row: two that look the same are one."""
    if column is None:
        return pl.Series("respondent", [UNSAID], dtype=pl.String).new_from_index(0, frame.height)
    name = frame[data_value(column.id)].cast(pl.String)
    if column.type == "choice":
        name = name.replace(list(column.choices), list(column.choices.values()))
    return all_seen(name.fill_null(UNSAID)).alias("respondent")


def _agreed(
    frame: pl.DataFrame, form: TableSchema, sheet: Sheet, titles: Mapping[str, tuple[str, int]]
) -> tuple[pl.DataFrame, list[Problem]]:
    """One row per unit: the value on which its rows agree, blanks ignored."""
    keys = [data_value(key) for key in form.keys]
    several = pl.len().over(keys) > 1
    together = frame.filter(several)
    if together.is_empty():
        return frame, []
    columns = [column for column in form.columns if column not in form.keys]
    one = together.group_by(keys, maintain_order=True).agg(
        pl.col("row").first(),
        *(pl.col(name).first() for key in form.keys for name in (data_state(key), data_text(key))),
        *(expression for column in columns for expression in common(column, frame)),
        *(differ(column).alias(f"differ:{column}") for column in columns),
    )
    units = pl.concat([frame.filter(~several), one.select(frame.columns)]).sort("row")
    return units, list(_disagreements(one, form, sheet, titles))


def _disagreements(
    one: pl.DataFrame, form: TableSchema, sheet: Sheet, titles: Mapping[str, tuple[str, int]]
) -> Iterator[Problem]:
    """Notices on columns where respondents differ; a text with a role is shown whole, both answers."""
    for column, (header, index) in titles.items():
        is_text = form.columns[column].type == "text"
        if (
            column in (*form.keys, form.respondent, form.role)
            or column in form.judged
            or (is_text and column in form.as_received)
        ):
            continue
        lost = one.filter(pl.col(f"differ:{column}"))
        if lost.height:
            row = lost.row(0, named=True)
            yield sheet.problem(
                "donnees.repondants-desaccord",
                row=row["row"],
                column=index,
                header=header,
                severity=Severity.NOTICE if is_text else Severity.WARNING,
                title=header,
                value=key_text([row[data_value(key)] for key in form.keys]),
                count=lost.height,
            )
