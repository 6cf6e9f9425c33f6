"""What an expression reads beyond its own row: the events of the unit, the rest of the stock (design §3, §4)."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hlmdiag.states import KNOWN, State
from oracle.expression import Scope, apply, walk
from oracle.functions import months_before, most_frequent, place, summary
from oracle.value import Value, absent, cell, first_state, known

Row = dict[str, Any]


@dataclass(frozen=True)
class Stock:
    """The rows of the stock, the columns they may hold, the event rows by table."""

    grid: dict[str, Any]
    types: Mapping[str, dict[str, Any]]
    rows: list[Row]
    events: Mapping[str, list[Row]]
    date: date

    def scope(self, index: int, outcome: Any = None, levels: Any = None, voice: Row | None = None) -> Scope:
        """What an expression sees of the unit at this place, and of the row of one of its respondents."""
        row = self.rows[index]
        own = row if voice is None else voice
        return Scope(
            column=lambda name: cell(own, name, self.types[name]),
            types=self.types,
            date=self.date,
            event=lambda *call: self.event(row, *call),
            stock=lambda *call: self.place(row, *call),
            outcome=outcome,
            levels=levels,
            tables=frozenset(self.grid.get("tables") or {}),
            uses=frozenset(self.grid.get("uses") or {}),
        )

    def place(self, row: Row, function: str, column: str, within: str | None) -> Value:
        """A function over the known values of the stock, or of the unit's group."""
        own = cell(row, column, self.types[column])
        group = cell(row, within, self.types[within]) if within else known("")
        needed = [own, group] if function in ("percentile", "rank", "zscore") else [group]
        if any(value.state != KNOWN for value in needed):
            return absent(first_state(needed))
        numbers = []
        for other in self.rows:
            if within and cell(other, within, self.types[within]) != group:
                continue
            value = cell(other, column, self.types[column])
            if value.state == KNOWN:
                numbers.append(value.value)
        if not numbers:
            return absent(State.MISSING)
        if function in ("percentile", "rank", "zscore"):
            return apply(lambda x: place(function, x, numbers), [own])
        return known(summary(function, numbers))

    def event(self, row: Row, function: str, table: str, column: str | None, condition: ast.expr | None) -> Value:
        """A function over the events of the unit that count."""
        if table not in self.events or not self.is_described(row, table):
            return absent(State.MISSING)
        spec = self.grid["tables"][table]
        decided = []
        for event in self.of_unit(row, table):
            holds = known(True) if condition is None else walk(condition, event_scope(event, spec, self.date))
            if holds.state == KNOWN:
                decided.append((event, holds.value))
        counted = [event for event, holds in decided if holds]
        if function == "count":
            return known(float(len(counted)))
        if function == "share":
            return known(len(counted) / len(decided)) if decided else absent(State.MISSING)
        values = [cell(event, column, spec["columns"][column]) for event in counted]
        numbers = [value.value for value in values if value.state == KNOWN]
        if function == "most_frequent":
            return known(most_frequent(numbers)) if numbers else absent(State.MISSING)
        if function == "sum" and not counted:
            return known(0.0)
        return known(summary(function, numbers)) if numbers else absent(State.MISSING)

    def is_described(self, row: Row, table: str) -> bool:
        """A table that names the units should have some rows of each."""
        return self.grid.get("units_from") != table or bool(self.with_key(row, table))

    def with_key(self, row: Row, table: str) -> list[Row]:
        spec = self.grid["tables"][table]
        keys = [spec["key"]] if isinstance(spec["key"], str) else spec["key"]
        return [event for event in self.events[table] if all(event[key] == row[key] for key in keys)]

    def of_unit(self, row: Row, table: str) -> list[Row]:
        """The event rows of a unit that fall in the window."""
        spec = self.grid["tables"][table]
        rows = self.with_key(row, table)
        if spec.get("window") is None:
            return rows
        start = months_before(self.date, int(spec["window"]))
        days = [cell(event, spec["date"], {"type": "date"}) for event in rows]
        pairs = zip(rows, days, strict=True)
        return [event for event, day in pairs if day.state == KNOWN and start < day.value <= self.date]


def event_scope(event: Row, spec: dict[str, Any], today: date) -> Scope:
    """A condition sees the columns of its table only."""
    columns = dict(spec["columns"])
    if spec.get("date"):
        columns[spec["date"]] = {"type": "date"}
    return Scope(column=lambda name: cell(event, name, columns[name]), types=columns, date=today)
