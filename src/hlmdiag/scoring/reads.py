"""Columns and tables that each indicator reads."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag.expression import Expression
from hlmdiag.expression.names import ColumnRef, EventRef, StockRef
from hlmdiag.grid.model import Indicator
from hlmdiag.rules.normalise import Matrix


def columns_read(indicator: Indicator) -> tuple[str, ...]:
    """The columns of the unit's row that an indicator reads, each once, in order."""
    if isinstance(indicator.rule, Matrix):
        found = [indicator.rule.matrix.rows, indicator.rule.matrix.columns]
    else:
        found = [*columns_of(indicator.value)]
    base = indicator.min_base.value if indicator.min_base is not None else None
    for expression in (*indicator.standards, indicator.applies_if, base):
        found += columns_of(expression)
    return tuple(dict.fromkeys(found))


def columns_of(expression: Expression | None) -> Iterator[str]:
    """The columns of the unit's row that an expression reads."""
    for reference in expression.references if expression is not None else ():
        if isinstance(reference, ColumnRef):
            yield reference.name
        elif isinstance(reference, StockRef):
            yield reference.column


def tables_read(indicator: Indicator) -> tuple[EventRef, ...]:
    """The events that an indicator counts, with their filter."""
    return events_of(indicator.value)


def events_of(expression: Expression | None) -> tuple[EventRef, ...]:
    """References of an expression to events of tables."""
    references = expression.references if expression is not None else ()
    return tuple(reference for reference in references if isinstance(reference, EventRef))
