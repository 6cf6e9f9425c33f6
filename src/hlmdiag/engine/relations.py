"""Relational operators: a table, a join, groups, a selection of rows. Nodes represent their columns."""

from __future__ import annotations

from dataclasses import dataclass

from hlmdiag.engine.graph import Node, NodeTable


@dataclass(frozen=True, eq=False)
class TableSource:
    """A table of the engine: `text` is how its SQL names it, `order` the columns that tell the received order."""

    text: str
    order: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Joined:
    """Each row of the left with the rows of the right that have equal keys."""

    left: Relation
    right: Relation
    left_keys: tuple[Node, ...]
    right_keys: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class Grouped:
    """One row for each set of keys; one row in all where there is no key."""

    rows: Relation
    keys: tuple[Node, ...]
    order: tuple[Node, ...] = ()


@dataclass(frozen=True, eq=False)
class SelectedRows:
    """The rows where a condition holds, or the distinct rows of some columns."""

    rows: Relation
    holds: Node | None = None
    distinct: tuple[Node, ...] = ()


Relation = TableSource | Joined | Grouped | SelectedRows


def column(pool: NodeTable, relation: Relation, *what: object) -> Node:
    """A column of a relation, as its rows give it."""
    return pool.node("column", (), relation, *what)
