"""What an expression reads beyond its own row: the events of the unit, the rest of the stock (design §3, §4)."""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from hlmdiag.states import KNOWN, State
from oracle.expression import Scope, apply, walk
from oracle.functions import months_before, most_frequent, place, summary
from oracle.value import Pair, Value, absent, between, cell, first_state, known

Row = dict[str, Any]
LOST = "(lost)"
"""In a row, the columns worked out of tables that event rows leave without value."""


@dataclass(frozen=True)
class Stock:
    """The rows of the stock, the columns they may hold, the event rows by table."""

    grid: dict[str, Any]
    types: Mapping[str, dict[str, Any]]
    rows: list[Row]
    events: Mapping[str, list[Row]]
    date: date
    followed: bool = False
    """Whether evidence could be given, and some choice asks for it."""

    def scope(self, index: int, outcome: Any = None, levels: Any = None, voice: Row | None = None) -> Scope:
        """What an expression sees of the unit at this place, and of the row of one of its respondents."""
        row = self.rows[index]
        own = row if voice is None else voice
        return Scope(
            column=lambda name: cell(own, name, self.types[name])._replace(lost=name in (own.get(LOST) or ())),
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
        rows = [
            (event, dated, known(True) if condition is None else walk(condition, event_scope(event, spec, self.date)))
            for event, dated in self.of_unit(row, table)
        ]
        answers = [(event, dated, holds.value if holds.state == KNOWN else None) for event, dated, holds in rows]
        if function in ("count", "share"):
            return completed_number(function, [(dated, holds) for _, dated, holds in answers])
        if any(holds is not False and None in (dated, holds) for _, dated, holds in answers):
            return Value(None, State.INVALID, lost=True)
        counted = [event for event, _, holds in answers if holds]
        values = [cell(event, column, spec["columns"][column]) for event in counted]
        numbers = [value.value for value in values if value.state == KNOWN]
        if any(value.state == State.INVALID for value in values):
            return Value(None, State.INVALID, lost=True)
        if any(value.state in (State.MISSING, State.UNKNOWN) for value in values):
            never_negative = least_of(spec["columns"][column]) >= 0
            if function == "sum" and never_negative:
                return Value(Pair(math.fsum(numbers), math.inf), KNOWN)
            return Value(None, State.MISSING, lost=True)
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

    def of_unit(self, row: Row, table: str) -> list[tuple[Row, bool | None]]:
        """The event rows of a unit that fall in the window, or may: None where there is no date to say so."""
        spec = self.grid["tables"][table]
        rows = self.with_key(row, table)
        if spec.get("date") is None:
            return [(event, True) for event in rows]
        start = months_before(self.date, int(spec["window"])) if spec.get("window") is not None else date.min
        days = [cell(event, spec["date"], {"type": "date"}) for event in rows]
        found = [
            (event, start < day.value <= self.date if day.state == KNOWN else None)
            for event, day in zip(rows, days, strict=True)
        ]
        return [(event, dated) for event, dated in found if dated is not False]


def least_of(column: Row) -> float:
    """The smallest value that a column takes; a percent is never negative."""
    least = column.get("min", 0 if column["type"] == "percent" else None)
    return -math.inf if least is None else least


def completed_number(function: str, rows: list[tuple[bool | None, bool | None]]) -> Value:
    """A count or a share over every completion of the rows, each in the window or not, its condition true or not."""
    choices = [
        [
            (d, h)
            for d in ([dated] if dated is not None else [True, False])
            for h in ([holds] if holds is not None else [True, False])
        ]
        for dated, holds in rows
    ]
    found: set[float | None] = set()
    for completion in product(*choices):
        held = [holds for dated, holds in completion if dated]
        found.add(float(sum(held)) if function == "count" else sum(held) / len(held) if held else None)
    if None in found:
        return absent(State.MISSING) if found == {None} and not rows else Value(None, State.INVALID, lost=True)
    return between(min(found), max(found))


def event_scope(event: Row, spec: dict[str, Any], today: date) -> Scope:
    """A condition sees the columns of its table only."""
    columns = dict(spec["columns"])
    if spec.get("date"):
        columns[spec["date"]] = {"type": "date"}
    return Scope(column=lambda name: cell(event, name, columns[name]), types=columns, date=today)
