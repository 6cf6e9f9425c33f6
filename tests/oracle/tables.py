"""What comes from tables (design §4): columns worked out where the stock gives nothing, and rows that were counted."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from hlmdiag.states import KNOWN, NAMES, State
from oracle.expression import Scope, evaluate, is_event, parse, walk
from oracle.stock import LOST, Stock, event_scope
from oracle.value import Pair, Value, absent, cell, known, round9

Row = dict[str, Any]
EXPRESSIONS = ("value", "goal", "applies_if", "adjust", "when", "from")


def worked_out(stock: Stock, row: Row) -> Row:
    """What the tables give of one unit: by column, a value or the name of a state."""
    columns = {name: spec for name, spec in stock.types.items() if spec.get("from") is not None}
    scope = (
        Scope(
            column=lambda name: absent(State.MISSING),
            types={},
            date=stock.date,
            event=lambda *call: stock.event(row, *call),
            tables=frozenset(stock.grid["tables"]),
        )
        if columns
        else None
    )
    found: Row = {}
    for name, spec in columns.items():
        if cell(row, name, spec).state == State.MISSING:
            value = accepted(evaluate(spec["from"], scope), spec)
            found[name] = value.value if value.state == KNOWN else NAMES[value.state]
            if any(is_open(part, scope) for part in ast.walk(parse(spec["from"]))):
                found[LOST] = [*found.get(LOST, []), name]
    return found


def is_open(part: ast.AST, scope: Scope) -> bool:
    """Whether event rows leave an aggregate without a single value."""
    if not (isinstance(part, ast.Call) and part.args and is_event(part.args[0], scope)):
        return False
    value = walk(part, scope)
    return value.lost or isinstance(value.value, Pair)


def accepted(value: Value, spec: Row) -> Value:
    """A number within the bounds of its column, whole if it has to be; else refused."""
    if isinstance(value.value, Pair):
        return absent(State.INVALID)
    if value.state != KNOWN or spec["type"] not in ("integer", "number", "percent"):
        return value
    number = round9(value.value)
    low, high = (0, 100) if spec["type"] == "percent" else (None, None)
    low, high = spec.get("min", low), spec.get("max", high)
    outside = (low is not None and number < low) or (high is not None and number > high)
    fractional = spec["type"] == "integer" and number != int(number)
    return absent(State.INVALID) if outside or fractional else known(number)


def rows_counted(stock: Stock, row: Row) -> Row:
    """By table and condition, the rows of the unit for which it holds."""
    found = {}
    for text in texts(stock.grid):
        for call in ast.walk(parse(text)):
            first = call.args[0] if isinstance(call, ast.Call) and call.args else None
            first = first.value if isinstance(first, ast.Attribute) else first
            if isinstance(first, ast.Name) and first.id in (stock.grid.get("tables") or {}):
                condition = call.args[1] if len(call.args) > 1 else None
                source = ast.get_source_segment(str(text).strip(), condition) if condition is not None else None
                name = f"rows:{first.id}" + (f", {source}" if source else "")
                found[name] = number_of_rows(stock, row, first.id, condition)
                if isinstance(call.args[0], ast.Attribute):
                    column = call.args[0].attr
                    valued = number_valued(stock, row, first.id, column, condition)
                    shown = name.replace(f"rows:{first.id}", f"rows_valued:{first.id}.{column}")
                    found |= {} if valued is None or valued == found[name] else {shown: valued}
                undecided = number_undecided(stock, row, first.id, condition)
                found |= {name.replace("rows:", "rows_undecided:"): undecided} if undecided else {}
    return found


def number_of_rows(stock: Stock, row: Row, table: str, condition: ast.expr | None) -> int | None:
    if table not in stock.events or not stock.is_described(row, table):
        return None
    spec = stock.grid["tables"][table]
    rows = [event for event, dated in stock.of_unit(row, table) if dated]
    if condition is None:
        return len(rows)
    return sum(walk(condition, event_scope(event, spec, stock.date)).value is True for event in rows)


def number_valued(stock: Stock, row: Row, table: str, column: str, condition: ast.expr | None) -> int | None:
    """The counted rows that have a value in a column: what does not apply is one."""
    if table not in stock.events or not stock.is_described(row, table):
        return None
    spec = stock.grid["tables"][table]
    rows = [event for event, dated in stock.of_unit(row, table) if dated]
    held = [
        event
        for event in rows
        if condition is None or walk(condition, event_scope(event, spec, stock.date)).value is True
    ]
    without = (State.MISSING, State.UNKNOWN, State.INVALID)
    return sum(cell(event, column, spec["columns"][column]).state not in without for event in held)


def number_undecided(stock: Stock, row: Row, table: str, condition: ast.expr | None) -> int:
    """The rows of the unit that may count or not: no date, or a condition that lacks an answer."""
    if table not in stock.events or not stock.is_described(row, table):
        return 0
    spec, number = stock.grid["tables"][table], 0
    for event, dated in stock.of_unit(row, table):
        holds = True if condition is None else walk(condition, event_scope(event, spec, stock.date)).value
        number += holds is not False and None in (dated, holds)
    return number


def texts(node: Any) -> Iterator[Any]:
    """Every expression of a document."""
    if isinstance(node, list):
        for item in node:
            yield from texts(item)
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "min_base":
                yield value["value"]
            elif key in EXPRESSIONS and isinstance(value, str):
                yield value
            else:
                yield from texts(value)
