"""Rows as the library takes them: the document as YAML text, the rows as a `Dataset`, without any file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

import yaml_texts
from hlmdiag.data.dataset import EVIDENCE_COLUMNS, Dataset, DecodedTable, WrittenNote
from hlmdiag.states import KNOWN
from oracle.document import columns_of
from oracle.respondents import EVIDENCE, Unit, judged_columns, units_of
from oracle.value import cell

Row = dict[str, Any]
TYPES = {
    "id": pl.String,
    "text": pl.String,
    "choice": pl.String,
    "boolean": pl.Boolean,
    "date": pl.Date,
    "month": pl.Date,
    "integer": pl.Float64,
    "number": pl.Float64,
    "percent": pl.Float64,
}


def as_yaml(document: Row) -> str:
    return yaml_texts.written(document)


def table(
    columns: Mapping[str, Row], rows: Sequence[Row], shown: Sequence[str] = (), places: Sequence[int] = ()
) -> DecodedTable:
    """Values and states side by side; `shown` columns keep their text as received."""
    places = places or range(2, len(rows) + 2)
    data: dict[str, pl.Series] = {"row": pl.Series("row", places, dtype=pl.UInt32)}
    for name, spec in columns.items():
        cells = [cell(row, name, spec) for row in rows]
        data[f"v:{name}"] = pl.Series([value.value for value in cells], dtype=TYPES[spec["type"]])
        data[f"s:{name}"] = pl.Series([int(value.state) for value in cells], dtype=pl.UInt8)
        if name in shown:
            texts = [str(value.value) if value.state == KNOWN else None for value in cells]
            data[f"t:{name}"] = pl.Series(texts, dtype=pl.String)
    return DecodedTable(pl.DataFrame(data))


def dataset(
    grid: Row, rows: Sequence[Row], events: Mapping[str, Sequence[Row]] | None = None, overrides: Sequence[Row] = ()
) -> Dataset:
    """The stock, the event tables supplied, the overrides."""
    columns = columns_of(grid)
    shown = [name for name, spec in columns.items() if spec.get("role") or spec["type"] == "id"]
    tables = {name: event_table(grid["tables"][name], columns, lines) for name, lines in (events or {}).items()}
    units = units_of(grid, list(rows))
    stock = table(columns, [unit.row for unit in units], shown, [unit.places[0] for unit in units])
    has_evidence = any(name.endswith(EVIDENCE) for row in rows for name in row)
    return Dataset(
        stock, tables, override_frame(overrides), respondents=respondents(grid, units),
        counts={EVIDENCE_COLUMNS: 1} if has_evidence else {}, notes=tuple(proofs(grid, units)),
    )  # fmt: skip


def proofs(grid: Row, units: Sequence[Unit]) -> Iterator[WrittenNote]:
    """The evidence of each unit, as reading gives it."""
    keys = [name for name, spec in columns_of(grid).items() if spec["type"] == "id" and spec.get("required")]
    for unit in units:
        for id in sorted(unit.proven):
            yield WrittenNote(tuple(unit.row[key] for key in keys), id, "evidence", "photo", "", None, "f", None, "A1")


def respondents(grid: Row, units: Sequence[Unit]) -> DecodedTable | None:
    """The rows of each respondent, as reading gives them."""
    if "respondents" not in grid:
        return None
    columns = columns_of(grid)
    own = {name: columns[name] for name in columns if name in judged_columns(grid) or columns[name]["type"] == "id"}
    places = [place for unit in units for place in unit.places]
    voices = table(own, [row for unit in units for row in unit.voices], (), places)
    names = pl.Series("respondent", [name for unit in units for name in unit.names], dtype=pl.String)
    roles = pl.Series("role", [role for unit in units for role in unit.roles], dtype=pl.String)
    keys = [f"s:{name}" for name, spec in own.items() if spec["type"] == "id"]
    return DecodedTable(voices.frame.with_columns(names, roles).drop(keys))


def event_table(spec: Row, columns: Mapping[str, Row], rows: Sequence[Row]) -> DecodedTable:
    keys = [spec["key"]] if isinstance(spec["key"], str) else spec["key"]
    own = {key: columns[key] for key in keys} | ({spec["date"]: {"type": "date"}} if spec.get("date") else {})
    return table(own | spec["columns"], rows, keys)


def override_frame(overrides: Sequence[Row]) -> pl.DataFrame | None:
    """`level` is an id; the date is a date."""
    if not overrides:
        return None
    lines = [line | {"date": date.fromisoformat(line["date"])} for line in overrides]
    return pl.DataFrame(lines)
