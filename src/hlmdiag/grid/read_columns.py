"""Which columns a grid reads in order to score: what must be kept of a file so that it can be scored again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from hlmdiag.expression import Expression
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.rules.normalise import Matrix


def read_columns(grid: Grid) -> frozenset[str]:
    """The names of the columns, of the stock and of the tables, that some expression or rule of the grid reads."""
    read = frozenset(_names((grid.root, grid.columns, grid.flags, grid.actions, grid.level_rules, grid.roll_up)))
    read |= {each.column for each in grid.families}
    return read | {each.certainty for each in grid.indicators if each.certainty is not None}


def columns_of(leaf: Indicator) -> frozenset[str]:
    """The names that one criterion reads: its value, its condition, its base, its goal."""
    return frozenset(_names(leaf))


def _names(node: object) -> Iterator[str]:
    if isinstance(node, Matrix):
        yield from (node.matrix.rows, node.matrix.columns)
    elif isinstance(node, Expression):
        for each in node.references:
            yield from (str(getattr(each, name)) for name in ("name", "column", "within") if getattr(each, name, None))
            yield from _names(getattr(each, "condition", None))
    elif is_dataclass(node):
        yield from _names([getattr(node, each.name) for each in fields(node)])
    elif isinstance(node, Mapping):
        yield from _names(list(node.values()))
    elif isinstance(node, list | tuple):
        for each in node:
            yield from _names(each)
