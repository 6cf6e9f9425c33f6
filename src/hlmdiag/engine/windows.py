"""Rows of an aggregate: a group, or a window around each row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from hlmdiag.engine.graph import Node, NodeTable
from hlmdiag.engine.relations import Grouped, Relation, column

RANKS = ("rank_min", "rank_max", "rank_average")
"""Functions of a value and of all those around it."""


class AggregateScope(Protocol):
    """The rows that an aggregate covers: a group, or a window around each row."""

    def aggregate(self, what: Aggregate, value: Node | None, kept: Node | None) -> Node:
        """The node of an aggregate of a value, over the rows where `kept` holds."""

    def within(self, groups: tuple[Node, ...]) -> AggregateScope:
        """The same rows, split by some values."""

    def around(self) -> AggregateScope:
        """The same aggregates, beside each row that they are made of: what an aggregate of aggregates reads."""


@dataclass(frozen=True)
class Aggregate:
    """An aggregate of many values: `sum`, `min`, … or one of `RANKS` in a window."""

    function: str
    descending: bool = False


@dataclass(frozen=True)
class Window:
    """Aggregates around each row: over all the rows, or over its group."""

    pool: NodeTable
    groups: tuple[Node, ...] = ()

    def aggregate(self, what: Aggregate, value: Node | None, kept: Node | None) -> Node:
        """A column with the same number for all the rows of a group."""
        given = [each for each in (value, kept) if each is not None]
        return self.pool.node(
            "over", (*given, *self.groups), what, value is not None, kept is not None, len(self.groups)
        )

    def within(self, groups: tuple[Node, ...]) -> Window:
        """The windows of the same rows, split further."""
        return Window(self.pool, (*self.groups, *groups))

    def around(self) -> Window:
        """A window is around each row."""
        return self


@dataclass(frozen=True)
class OfGroup:
    """Aggregates over the rows of each group."""

    pool: NodeTable
    relation: Grouped

    def aggregate(self, what: Aggregate, value: Node | None, kept: Node | None) -> Node:
        """A column of the groups."""
        return column(self.pool, self.relation, what, value, kept)

    def within(self, groups: tuple[Node, ...]) -> OfGroup | Window:
        """A group is not split further."""
        raise NotImplementedError(groups)

    def around(self) -> Window:
        """The same rows, each with what its group makes of them."""
        return Window(self.pool, self.relation.keys)


class GlobalWindow(OfGroup):
    """Aggregates over all the rows, for one row alone or beside each row."""

    def __init__(self, pool: NodeTable, rows: Relation, order: tuple[Node, ...]) -> None:
        super().__init__(pool, Grouped(rows, (), order))

    def within(self, groups: tuple[Node, ...]) -> Window:
        """With a partition, aggregates beside each row only."""
        return Window(self.pool, groups)
