"""Random stocks: every column in every state, events in and out of the window, overrides."""

from __future__ import annotations

from typing import Any

from generators.columns import DAYS, TABLES, values_of
from generators.draws import Chooser
from oracle.document import columns_of

Row = dict[str, Any]
STATES = ["missing", "unknown", "not_applicable", "invalid"]


def stock_rows(chooser: Chooser, grid: Row, most: int = 5) -> list[Row]:
    """Some units; blanks come in varying density."""
    columns = columns_of(grid)
    blanks = chooser.pick([0, 15, 40, 70])
    return [unit_row(chooser, columns, f"R{index}", blanks) for index in range(1, chooser.whole(1, most) + 1)]


def unit_row(chooser: Chooser, columns: Row, code: str, blanks: int) -> Row:
    row: Row = {}
    for name, spec in columns.items():
        row[name] = code if spec["type"] == "id" else answer(chooser, name, spec, blanks)
    return row


def answer(chooser: Chooser, name: str, spec: Row, blanks: int) -> Any:
    if chooser.chance(blanks):
        # No mark in a text cell says anything but "nothing here".
        return "missing" if spec["type"] == "text" else chooser.pick(STATES)
    return chooser.pick(values_of(name, spec))


def event_rows(chooser: Chooser, units: list[Row]) -> dict[str, list[Row]]:
    """Supplied tables only; a unit may have no event."""
    return {
        table: [event_row(chooser, chooser.pick(units)["code"], spec) for _ in range(chooser.whole(0, 6))]
        for table, spec in TABLES.items()
        if chooser.chance(75)
    }


def event_row(chooser: Chooser, code: str, spec: Row) -> Row:
    row: Row = {"code": code}
    if "date" in spec:
        row[spec["date"]] = "missing" if chooser.chance(10) else chooser.pick(DAYS)
    for name, column in spec["columns"].items():
        row[name] = answer(chooser, name, column, 20)
        if "blank" in column and chooser.chance(30):
            row[name] = None
    return row


def override_rows(chooser: Chooser, grid: Row, units: list[Row]) -> list[Row]:
    levels = list(grid.get("levels") or {})
    return [
        {
            "code": unit["code"],
            "level": chooser.pick(levels),
            "author": "direction",
            "date": "2026-11-01",
            "reason": "connaissance du terrain",
        }
        for unit in units
        if levels and chooser.chance(10)
    ]
