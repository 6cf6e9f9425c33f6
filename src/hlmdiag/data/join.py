"""Sheets that complete the stock: their columns are added to its units by the key."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from hlmdiag.data.dataset import DecodedTable, Provenance
from hlmdiag.data.dataset_columns import data_columns, data_value, is_data_state, is_data_text
from hlmdiag.data.read_log import ReadLog, StockSheet, listed
from hlmdiag.data.row_keys import key_texts, nearly_known
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.grid.data_model import NAMING
from hlmdiag.text.phrase import Listed, in_quotes


def join(table: DecodedTable, pieces: list[StockSheet], number: int, form: TableSchema, log: ReadLog) -> DecodedTable:
    """Add the columns of sheets to the units of the stock; keys on one side only are reported."""
    keys = [data_value(key) for key in form.keys]
    read = list(dict.fromkeys(column for piece in pieces for column in piece.provenance))
    added = [column for column in read if column not in table.provenance]
    for piece in pieces:
        again = [column for column in read if column not in added and form.columns[column].role in NAMING]
        log.problems += _ignored(table, piece, again, form)
    names = [name for column in added for name in data_columns(column) if name in table.frame.columns]
    rows = f"row:{number}"
    extra = pl.concat(
        piece.frame.select(*keys, *names, pl.col("row").alias(rows), pl.lit(index, pl.UInt32).alias("|piece"))
        for index, piece in enumerate(pieces)
    )
    frame = table.frame.drop(names).join(extra, on=keys, how="left", maintain_order="left")
    blank = table.frame.select(names)
    states = [name for name in names if is_data_state(name)]
    frame = frame.with_columns(
        *[pl.when(pl.col(rows).is_null()).then(blank[name]).otherwise(pl.col(name)).alias(name) for name in states],
        *[pl.col(name).fill_null("") for name in names if is_data_text(name)],
    ).select([*table.frame.columns, rows, "|piece"])
    for piece in pieces:
        _say_join(table, piece, form, len(added), log)
    _say_without(table, pieces, form, log)
    given = [{c: replace(piece.provenance[c], rows=rows) for c in added if c in piece.provenance} for piece in pieces]
    return _placed(replace(table, frame=frame), given)


def _placed(table: DecodedTable, given: list[dict[str, Provenance]]) -> DecodedTable:
    """The table with the places of what was joined to it: where several sheets were, each unit has those of its own."""
    provenance = dict(table.provenance)
    for places in reversed(given):
        provenance |= places
    if len(given) == 1 and not table.parts:
        return replace(table, frame=table.frame.drop("|piece"), provenance=provenance)
    before = table.parts or (table.provenance,)
    part = pl.col("part") if table.parts else pl.lit(0, pl.UInt32)
    pairs = table.frame.select(part.cast(pl.UInt32).alias("part"), pl.col("|piece"))
    kinds = pairs.unique(maintain_order=True).with_row_index("kind")
    kind = pairs.join(kinds, on=["part", "|piece"], how="left", nulls_equal=True, maintain_order="left")["kind"]
    parts = tuple(
        dict(before[part]) | (given[piece] if piece is not None else given[0] if len(given) == 1 else {})
        for _, part, piece in kinds.rows()
    )
    return DecodedTable(table.frame.drop("|piece").with_columns(kind.alias("part")), provenance, parts)


def _ignored(table: DecodedTable, piece: StockSheet, columns: list[str], form: TableSchema) -> list[Problem]:
    return [
        piece.sheet.problem(
            "donnees.jointure-ignoree", severity=Severity.NOTICE, title=piece.provenance[column].header,
            first=in_quotes(table.provenance[column].sheet or Location(table.provenance[column].file)),
        )
        for column in columns if column in piece.provenance and column not in form.keys
    ]  # fmt: skip


def _say_join(table: DecodedTable, piece: StockSheet, form: TableSchema, count: int, log: ReadLog) -> None:
    keys = [data_value(key) for key in form.keys]
    shown = Listed(tuple(form.keys))
    log.problems.append(
        piece.sheet.problem("donnees.feuille-jointe", severity=Severity.NOTICE, keys=shown, count=count)
    )
    alone = piece.frame.join(table.frame.select(keys), on=keys, how="anti", maintain_order="left")
    name = in_quotes(piece.sheet.title)
    if alone.height:
        values: dict[str, Any] = {
            "table": name,
            "count": alone.height,
            "rows_count": alone.height,
            "values": key_texts(alone, form.keys),
            "advice": nearly_known(alone[keys[-1]], table.frame[keys[-1]]),
        }
        log.problems.append(piece.sheet.problem("donnees.cles-sans-residence", severity=Severity.WARNING, **values))


def _say_without(table: DecodedTable, pieces: list[StockSheet], form: TableSchema, log: ReadLog) -> None:
    """The units of the stock that none of the sheets holds."""
    keys = [data_value(key) for key in form.keys]
    there = pl.concat(piece.frame.select(keys) for piece in pieces)
    without = table.frame.join(there, on=keys, how="anti", maintain_order="left")
    sheets = [piece.sheet for piece in pieces]
    name = listed(sheets)
    if without.height:
        values: dict[str, Any] = {"table": name, "count": without.height, "values": key_texts(without, form.keys)}
        log.problems.append(sheets[0].problem("donnees.residences-non-jointes", severity=Severity.NOTICE, **values))
