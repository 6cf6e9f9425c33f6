"""Checks that what a grid asks of files serves it: columns and tables that something reads, keys that join."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hlmdiag.expression import Expression
from hlmdiag.expression.names import ColumnRef, EventRef, StockRef
from hlmdiag.grid.data_model import Column, EventTable
from hlmdiag.grid.model import Grid
from hlmdiag.method.findings import Findings


def check_uses(grid: Grid, findings: Findings) -> None:
    """Columns of the stock, tables, and the keys of tables."""
    columns, tables = _read(grid)
    for column in grid.columns.values():
        if column.role is None and column.id not in columns and _is_its_own(column, grid):
            findings.add("methode.colonne-inutilisee", ("columns", column.id), name=column.id)
    for table in grid.tables.values():
        if table.id not in tables:
            findings.add("methode.colonne-inutilisee", ("tables", table.id), name=table.id)
        _check_key(table, grid, findings)


def _is_its_own(column: Column, grid: Grid) -> bool:
    """Whether the grid itself defines a column; one listed from a dictionary, or a code, is there to be recognised."""
    path = f"columns.{column.id}"
    from_dictionary = grid.file_of(f"{path}.type") != grid.file_of(path)
    return column.declared and column.type != "id" and not from_dictionary


def _check_key(table: EventTable, grid: Grid, findings: Findings) -> None:
    """Check that the columns of its key are those of the units, in their order, or have names of their own."""
    for name, key in zip(table.key, grid.keys, strict=False):
        if name in grid.columns and name != key:
            findings.add("methode.cle-de-table", ("tables", table.id, "key"), name=name, table=table.id, key=key)


def _read(grid: Grid) -> tuple[set[str], set[str]]:
    """The columns and the tables that something reads: an expression, a rule, a key of the grid that names them."""
    named = set(_named(grid.document))
    columns, tables = named | {name for leaf in grid.indicators for name in leaf.columns}, named
    for expression in _expressions(grid):
        for reference in expression.references:
            if isinstance(reference, ColumnRef):
                columns.add(reference.name)
            elif isinstance(reference, StockRef):
                columns |= {reference.column, reference.within or reference.column}
            elif isinstance(reference, EventRef):
                tables.add(reference.table)
    return columns, tables


def _named(document: Mapping[str, Any]) -> Iterator[str]:
    """Every text of a document that may be a name alone, but for what its own data are called."""
    waiting: list[Any] = [block for key, block in document.items() if key not in ("columns", "tables")]
    while waiting:
        block = waiting.pop()
        if isinstance(block, str):
            yield block.strip()
        elif isinstance(block, Mapping):
            waiting += block.values()
        elif isinstance(block, list):
            waiting += block


def _expressions(grid: Grid) -> Iterator[Expression]:
    """Every expression of a grid."""
    found: list[Expression | None] = [node.adjust for node in (grid.root, *grid.themes)]
    for leaf in grid.indicators:
        found += leaf.expressions
    found += [flag.when for flag in grid.flags.values()]
    found += [action.when for action in grid.actions]
    found += [rule.when for rule in grid.level_rules]
    found += [column.computed for column in grid.columns.values()]
    found += [share.when for share in grid.roll_up.shares] if grid.roll_up is not None else []
    return (expression for expression in found if expression is not None)
