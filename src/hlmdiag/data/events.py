"""Reads an event file: rows with a unit are kept, rows without one or with an unknown one are reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from hlmdiag.data.dataset import DecodedTable
from hlmdiag.data.dataset_columns import data_state, data_text, data_value
from hlmdiag.data.dates import months_before
from hlmdiag.data.header import Header
from hlmdiag.data.read_log import ReadLog, unequal
from hlmdiag.data.repeated_rows import repeated_elsewhere, repeated_in_file, rows_as_written
from hlmdiag.data.row_keys import key_texts, nearly_known
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table import TableRead
from hlmdiag.errors import Severity
from hlmdiag.grid.data_model import EventTable
from hlmdiag.grid.model import Grid
from hlmdiag.states import KNOWN, State
from hlmdiag.text.phrase import Listed, first_of, in_quotes

OLDER = "donnees.evenement-ancien"
_GENERATION = 12 * 30
"""Months past which a date is likelier a mistake, or a mark of absence (01/01/1900), than that of a fact."""


def has_rows(table: str) -> str:
    """The column, beside the keys of all units, of those with rows in a table of which only some are at hand."""
    return f"rows|{table}"


def is_keyed(table: EventTable) -> pl.Expr:
    """Whether the key of a row is known."""
    return pl.all_horizontal(pl.col(data_state(key)) == int(KNOWN) for key in table.key)


def keyed_otherwise(read: TableRead, sheet: Sheet, table: EventTable, log: ReadLog) -> TableRead:
    """The same rows, with the first filled fallback column where the key is blank, which is reported."""
    if not table.key_else:
        return read
    key, frame = table.key[0], read.frame
    other = pl.coalesce(pl.col(data_value(name)) for name in table.key_else)
    takes = (pl.col(data_state(key)) == int(State.MISSING)) & other.is_not_null()
    taken = frame.filter(takes)
    if taken.is_empty():
        return read
    values: dict[str, Any] = {"count": taken.height, "key": key, "names": Listed(tuple(table.key_else))}
    log.problems.append(sheet.problem("donnees.cle-de-repli", row=taken["row"][0], severity=Severity.NOTICE, **values))
    given = {data_value(key): other, data_text(key): other, data_state(key): pl.lit(int(KNOWN), dtype=pl.UInt8)}
    columns = [pl.when(takes).then(value).otherwise(pl.col(name)).alias(name) for name, value in given.items()]
    return replace(read, frame=frame.with_columns(columns))


def event_rows(
    read: TableRead, sheet: Sheet, table: EventTable, grid: Grid, stock: pl.DataFrame, day: date | None, log: ReadLog
) -> DecodedTable:
    """The rows that can count, and what must be said of the others."""
    name = in_quotes(table.title or table.id)
    frame = read.frame
    keyed = is_keyed(table)
    lost = frame.filter(~keyed)
    if lost.height:
        log.problems.append(
            sheet.problem(
                "donnees.evenement-sans-cle", row=lost["row"][0], table=name, count=lost.height, rows=_rows(lost)
            )
        )
    frame = frame.filter(keyed)
    _say_dates(read, frame, sheet, table, log)
    if table.date is not None and day is not None:
        later = frame.filter(is_later(table, day))
        if later.height:
            said: dict[str, Any] = {
                "table": name,
                "count": later.height,
                "rows": _rows(later),
                "date": day,
            }
            log.problems.append(
                sheet.problem("donnees.evenement-futur", row=later["row"][0], severity=Severity.WARNING, **said)
            )
        if table.window is not None:
            _say_older(frame, sheet, table, day, log)
            _say_doubtful(frame, sheet, table, day, log)
    _say_unmatched(frame, sheet, table, grid, stock, name, log)
    return DecodedTable(frame, read.provenance)


def say_of_all(
    tables: Sequence[DecodedTable], read_from: Sequence[tuple[Sheet, Header]], table: EventTable, grid: Grid,
    stock: pl.DataFrame, log: ReadLog,
) -> None:  # fmt: skip
    """Notices once every file is read: units without a row, columns that some files lack, repeated rows."""
    name = in_quotes(table.title or table.id)
    keys = [data_value(key) for key in table.key]
    sheets = [sheet for sheet, _ in read_from]
    _say_without(pl.concat(each.frame.select(keys) for each in tables), sheets[0], table, grid, stock, name, log)
    if len(tables) > 1:
        places = {sheet: each.provenance for sheet, each in zip(sheets, tables, strict=True)}
        log.problems += unequal(sheets, places)
        log.problems += repeated_elsewhere(tables, sheets, [header for _, header in read_from], name)
    for each, sheet in zip(tables, sheets, strict=True):
        written = rows_as_written(sheet, each.frame["row"])
        log.problems += repeated_in_file(written, sheet, name, is_dated=table.date in each.provenance)


def is_undated(table: EventTable) -> pl.Expr:
    """Whether a row has no date where one decides whether it counts; a date that is refused is another matter."""
    if table.date is None or table.window is None:
        return pl.lit(value=False)
    return ~pl.col(data_state(table.date)).is_in([int(KNOWN), int(State.INVALID)])


def _say_dates(read: TableRead, frame: pl.DataFrame, sheet: Sheet, table: EventTable, log: ReadLog) -> None:
    """Say that a table has no date, or which of its rows have none: they count between zero and one."""
    if table.date is None or table.window is None:
        return
    said: dict[str, Any] = {"table": in_quotes(table.title or table.id), "name": table.date}
    if table.date not in read.provenance:
        log.problems.append(sheet.problem("donnees.evenements-sans-date", severity=Severity.WARNING, **said))
        return
    undated = frame.filter(is_undated(table))
    if undated.height:
        said |= {"count": undated.height, "rows": _rows(undated), "title": read.provenance[table.date].header}
        log.problems.append(
            sheet.problem("donnees.evenement-sans-date", row=undated["row"][0], severity=Severity.WARNING, **said)
        )


def is_later(table: EventTable, day: date) -> pl.Expr:
    """Whether a row is dated after the reference date."""
    return pl.lit(value=False) if table.date is None else pl.col(data_value(table.date)) > day


def is_older(table: EventTable, day: date) -> pl.Expr:
    """Whether a row is older than the period that is counted."""
    if table.date is None or table.window is None:
        return pl.lit(value=False)
    return pl.col(data_value(table.date)) <= months_before(day, table.window)


def _say_older(frame: pl.DataFrame, sheet: Sheet, table: EventTable, day: date, log: ReadLog) -> None:
    """Notice on rows older than the counted period: a register holds many, a misread date makes all of them old."""
    older = frame.filter(is_older(table, day))
    if older.height:
        name = in_quotes(table.title or table.id)
        said: dict[str, Any] = {"table": name, "count": older.height, "months": table.window, "date": day}
        log.problems.append(sheet.problem(OLDER, row=older["row"][0], severity=Severity.NOTICE, **said))


def has_doubtful_date(table: EventTable, day: date) -> pl.Expr:
    """Whether a row is older than any fact that somebody would still count."""
    if table.date is None or table.window is None:
        return pl.lit(value=False)
    return pl.col(data_value(table.date)) <= months_before(day, max(_GENERATION, 2 * table.window))


def _say_doubtful(frame: pl.DataFrame, sheet: Sheet, table: EventTable, day: date, log: ReadLog) -> None:
    """Warn of rows whose date is of another generation: among old ones nobody would see them, and they do not count."""
    found = frame.filter(has_doubtful_date(table, day))
    if found.height:
        said: dict[str, Any] = {
            "table": in_quotes(table.title or table.id), "count": found.height, "rows": _rows(found),
            "date": found[data_value(table.date or "")][0],
        }  # fmt: skip
        log.problems.append(
            sheet.problem("donnees.evenement-invraisemblable", row=found["row"][0], severity=Severity.WARNING, **said)
        )


def _say_unmatched(
    frame: pl.DataFrame, sheet: Sheet, table: EventTable, grid: Grid, stock: pl.DataFrame, name: Listed, log: ReadLog
) -> None:
    there, here = [data_value(key) for key in grid.keys[: len(table.key)]], [data_value(key) for key in table.key]
    alone = frame.join(stock.select(there), left_on=here, right_on=there, how="anti", maintain_order="left")
    if alone.height:
        values: dict[str, Any] = {
            "table": name, "count": alone.select(here).n_unique(), "rows_count": alone.height,
            "values": key_texts(alone, table.key), "advice": nearly_known(alone[here[-1]], stock[there[-1]]),
        }  # fmt: skip
        log.problems.append(
            sheet.problem("donnees.cles-sans-residence", row=alone["row"][0], severity=Severity.WARNING, **values)
        )


def _say_without(
    keys: pl.DataFrame, sheet: Sheet, table: EventTable, grid: Grid, stock: pl.DataFrame, name: Listed, log: ReadLog
) -> None:
    there, here = [data_value(key) for key in grid.keys[: len(table.key)]], keys.columns
    if has_rows(table.id) in stock.columns:
        stock = stock.filter(~pl.col(has_rows(table.id)))
    without = stock.select(there).join(keys, left_on=there, right_on=here, how="anti", maintain_order="left")
    if without.height:
        values: dict[str, Any] = {
            "table": name,
            "count": without.height,
            "values": key_texts(without, grid.keys[: len(table.key)]),
        }
        code = "donnees.residences-non-jointes" if table.id == grid.units_from else "donnees.residences-sans-ligne"
        log.problems.append(sheet.problem(code, severity=Severity.NOTICE, **values))


def _rows(frame: pl.DataFrame) -> Listed:
    return first_of(frame["row"].head(11).to_list(), 10, str)
