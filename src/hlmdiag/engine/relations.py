"""Where rows come from: a table, a join, groups, a choice of rows. Each gives columns that nodes stand for."""

from __future__ import annotations

from dataclasses import dataclass

from hlmdiag.engine.nodes import Node, Pool


@dataclass(frozen=True, eq=False)
class Source:
    """A table of the engine: `text` is how its SQL names it, `order` the columns that tell the received order."""

    text: str
    order: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Joined:
    """Every row of the left, with those of the right whose keys are equal."""

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
class Chosen:
    """The rows where a condition holds, or the distinct rows of some columns."""

    rows: Relation
    holds: Node | None = None
    distinct: tuple[Node, ...] = ()


Relation = Source | Joined | Grouped | Chosen


def column(pool: Pool, relation: Relation, *what: object) -> Node:
    """A column of a relation, as its rows give it."""
    return pool.node("column", (), relation, *what)
