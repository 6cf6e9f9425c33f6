"""Compiles a checked expression: the plain way, or with two ends where undecided events leave a doubt."""

from __future__ import annotations

import datetime
from typing import Any

from hlmdiag.expression.compiler import Alerts, Compiler, Resolve
from hlmdiag.expression.interval_compiler import IntervalCompiler
from hlmdiag.expression.names import ColumnRef, EventRef
from hlmdiag.expression.tree import Expression
from hlmdiag.expression.typed_column import Operand


def compile(
    expression: Expression, resolve: Resolve, engine: Any, date: datetime.date, alerts: Alerts | None = None
) -> Operand:
    """The value and the state of an expression, as expressions of the engine (polars).

    `resolve` gives the columns of each reference; `alerts` the bounds of `alerts()` when the expression reads it. A
    number that reads an aggregate of events with two ends has two ends too.
    """
    if not _reads_doubts(expression, resolve):
        plain = Compiler(resolve, engine, date, alerts)
        value, state = plain.cell(expression.tree)
        return Operand(value, plain.known() if state is None else state)
    compiler = IntervalCompiler(resolve, engine, date, alerts)
    if expression.type.kind == "number" and has_two_ends(expression, resolve):
        pair = compiler.pair(expression.tree)
        value, state = compiler.exact(pair)
        return Operand(value, compiler.known() if state is None else state, pair.low, pair.high)
    value, state = compiler.cell(expression.tree)
    return Operand(value, compiler.known() if state is None else state)


def has_two_ends(expression: Expression, resolve: Resolve) -> bool:
    """Whether an expression reads events of which some rows are undecided, or have no value."""
    events = (each for each in expression.references if isinstance(each, EventRef))
    return any(resolve(each).low is not None for each in events)


def _reads_doubts(expression: Expression, resolve: Resolve) -> bool:
    """Whether it reads such events, or a column that was worked out of them."""
    read = (resolve(each) for each in expression.references if isinstance(each, EventRef | ColumnRef))
    return any(each.low is not None or each.lost is not None for each in read)
