"""Combines rows of buildings, stairs or dwellings into one row per residence, as the user answered; never unasked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from hlmdiag.data.agreement import common, differ
from hlmdiag.data.codes import key_text
from hlmdiag.data.dataset_columns import data_state, data_text, data_value
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.data.values import NUMERIC
from hlmdiag.errors import Problem, Severity
from hlmdiag.grid.data_model import Column
from hlmdiag.states import KNOWN, State
from hlmdiag.text.phrase import Phrase, first_of

SUM, WEIGHTED, MEAN, COMMON, COUNT = "somme", "moyenne-ponderee", "moyenne", "commune", "nombre-de-lignes"
_UNSAID = "rien"
"""Nothing is answered of a column of numbers: the same number on all rows may be that of each, or of the whole."""
_FEW = 3
_MOST = 0.5
"""From this share of codes that come back on, the table has a row for something smaller than a unit."""
_SHOWN = 5
_ORDER = (State.INVALID, State.MISSING, State.UNKNOWN)
"""Of the rows that say nothing, which one tells why the whole is not known."""


def is_of_parts(frame: pl.DataFrame, keys: tuple[str, ...]) -> bool:
    """Whether most codes of a table are repeated."""
    if frame.height < 2 * _FEW:
        return False
    counts = frame.group_by([data_value(key) for key in keys]).len()["len"]
    several = int((counts > 1).sum())
    return several >= _FEW and several >= _MOST * len(counts)


def size_of(form: TableSchema) -> Column | None:
    """The column by which a mean is weighted."""
    return next((column for column in form.columns.values() if column.role == "size"), None)


def ways_of(column: Column, *, has_size: bool) -> tuple[str, ...]:
    """Possible mergings of the rows of a unit in a column, the likeliest first."""
    if column.type not in NUMERIC:
        return (COMMON,)
    means = (WEIGHTED, MEAN) if has_size and column.role != "size" else (MEAN,)
    if column.type == "percent":
        return (*means, COMMON)
    is_year = column.min is not None and column.min >= 1000
    unit = column.read_unit or ""
    if is_year:
        return (COMMON, *means)
    if column.type == "integer" and "/" not in unit:
        return (SUM, COUNT, COMMON, *means)
    return (*means, SUM, COMMON, COUNT)


def put_together(
    frame: pl.DataFrame, form: TableSchema, sheet: Sheet, titles: Mapping[str, tuple[str, int]]
) -> tuple[pl.DataFrame, list[Problem]]:
    """One row per code. A column of which nothing is answered keeps what all of its rows say, but for numbers."""
    keys = [data_value(key) for key in form.keys]
    size = size_of(form)
    weight = size.id if size is not None and size.id in titles else None
    columns = [column for column in form.columns if column not in form.keys]
    asked = {column: _way(column, form) for column in columns}
    one = frame.group_by(keys, maintain_order=True).agg(
        pl.col("row").first(),
        pl.len().alias("rows"),
        *(pl.col(name).first() for key in form.keys for name in (data_state(key), data_text(key))),
        *(each for column in columns for each in _column(column, asked[column], weight, frame)),
        *(differ(column).alias(f"differ:{column}") for column in columns if asked[column] == COMMON),
    )
    read = {name: each for name, each in titles.items() if name in asked}
    said = [
        *_differences(one, form, sheet, read),
        *_unsaid(sheet, {c: t for c, t in read.items() if asked[c] == _UNSAID}),
    ]
    return one.select(frame.columns), [*said, _told(frame, one, form, sheet, titles)]


def _way(column: str, form: TableSchema) -> str:
    """Merging of a column."""
    return form.together.get(column, _UNSAID if form.columns[column].type in NUMERIC else COMMON)


def _unsaid(sheet: Sheet, titles: Mapping[str, tuple[str, int]]) -> Iterator[Problem]:
    for header, index in titles.values():
        yield sheet.problem(
            "donnees.reunion-non-dite", column=index, header=header, severity=Severity.WARNING, title=header
        )


def _column(column: str, way: str, weight: str | None, frame: pl.DataFrame) -> Iterator[pl.Expr]:
    if way == COMMON:
        yield from common(column, frame)
        return
    if way == _UNSAID:
        result, state = pl.col(data_value(column)).first(), pl.col(data_state(column))
        same = pl.when(pl.len() == 1).then(state.first()).when((state == int(State.MISSING)).all())
        state = same.then(int(State.MISSING)).otherwise(int(State.INVALID))
    else:
        result, state = _worked_out(column, way, weight)
    is_known = state == int(KNOWN)
    yield pl.when(is_known).then(result).otherwise(None).alias(data_value(column))
    yield state.cast(pl.UInt8).alias(data_state(column))
    if (text := data_text(column)) in frame.columns:
        shown = result.round(9).cast(pl.String).str.strip_suffix(".0")
        yield pl.when(is_known).then(shown).otherwise(pl.lit("")).alias(text)


def _worked_out(column: str, way: str, weight: str | None) -> tuple[pl.Expr, pl.Expr]:
    """The sum, mean or number of the rows to which a column applies, and its state: of a row unknown, unknown."""
    if way == COUNT:
        return pl.len().cast(pl.Float64), pl.lit(int(KNOWN))
    value, state = pl.col(data_value(column)), pl.col(data_state(column))
    found = value.filter(state == int(KNOWN))
    result = found.sum() if way == SUM else found.mean()
    lacking = [((state != int(State.NOT_APPLICABLE)).any().not_(), State.NOT_APPLICABLE)]
    lacking += [((state == int(each)).any(), each) for each in _ORDER]
    if way == WEIGHTED and weight is not None:
        load = pl.col(data_value(weight)).filter(state == int(KNOWN))
        lacking += [(load.null_count() > 0, State.MISSING), (load.sum() <= 0, State.INVALID)]
        result = (found * load).sum() * (1 / load.sum())
    outcome = pl.lit(int(KNOWN))
    for is_so, absence in reversed(lacking):
        outcome = pl.when(is_so).then(int(absence)).otherwise(outcome)
    return result, outcome


def _differences(
    one: pl.DataFrame, form: TableSchema, sheet: Sheet, titles: Mapping[str, tuple[str, int]]
) -> Iterator[Problem]:
    """Notices on columns that keep one value, where the rows of a code have several."""
    for column, (header, index) in titles.items():
        if f"differ:{column}" not in one.columns or not (lost := one.filter(pl.col(f"differ:{column}"))).height:
            continue
        row = lost.row(0, named=True)
        is_named = form.columns[column].type == "text" and column in form.as_received
        yield sheet.problem(
            "donnees.valeurs-non-communes", row=row["row"], column=index, header=header,
            severity=Severity.NOTICE if is_named else Severity.WARNING, title=header, count=lost.height,
            value=key_text([row[data_value(key)] for key in form.keys]),
        )  # fmt: skip


def _told(
    frame: pl.DataFrame, one: pl.DataFrame, form: TableSchema, sheet: Sheet, titles: Mapping[str, tuple[str, int]]
) -> Problem:
    """Notices on merged rows, column by column."""
    ways: dict[str, list[str]] = {}
    for column, (header, _) in titles.items():
        if column not in form.keys:
            ways.setdefault(_way(column, form), []).append(header)
    said: dict[str, Any] = {}
    for way in (SUM, WEIGHTED, MEAN, COMMON, COUNT):
        found = ways.get(way, [])
        shown = first_of(found, _SHOWN, quoted=True)
        said[way.replace("-", "_")] = Phrase(f"donnees.mots.reunie-{way}", titles=shown) if found else ""
    values: dict[str, Any] = {"rows": frame.height, "units": one.height, "most": max(one["rows"].to_list())}
    return sheet.problem("donnees.lignes-reunies", severity=Severity.NOTICE, **values, **said)
