"""A frame that computes nothing: it records what scoring asks of it, for an engine to run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import polars as pl

from hlmdiag.engine.graph import Node, NodeTable, reachable
from hlmdiag.engine.groups import ColumnHandle, Groups, flat
from hlmdiag.engine.relations import Grouped, Joined, Relation, SelectedRows, TableSource, column
from hlmdiag.engine.translate import Term, Translator
from hlmdiag.engine.windows import Aggregate, GlobalWindow, Window
from hlmdiag.scoring.remote_frame import RankedAction, RemoteFrame

_LISTS = pl.List(pl.String)


class Engine(Protocol):
    """Runs a query and returns its rows, or makes a table of rows held by polars."""

    def bring(self, frame: pl.DataFrame) -> RecordedFrame:
        """A frame of polars, as a table of the engine."""

    def rows(self, relation: Relation, wanted: Sequence[Node], order: Sequence[Node]) -> list[tuple[Any, ...]]:
        """The values of some nodes, row by row, in an order."""


def table(engine: Engine, pool: NodeTable, source: TableSource, schema: Mapping[str, Any]) -> RecordedFrame:
    """The frame of a table of the engine, whose columns have these polars types."""
    names = {name: column(pool, source, name) for name in schema}
    order = tuple(column(pool, source, name) for name in source.order)
    return RecordedFrame(engine, pool, source, names, pl.DataFrame(schema=schema), order)


@dataclass(frozen=True)
class RecordedFrame(RemoteFrame):
    """The part of a polars frame that scoring uses, recorded.

    `empty` is the same frame in polars, without a row: it knows the names, their order and their types, and refuses
    what polars would refuse. Asking for rows runs a query.
    """

    engine: Engine
    pool: NodeTable
    relation: Relation
    nodes: Mapping[str, Node]
    empty: pl.DataFrame
    order: tuple[Node, ...] = ()

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return self.empty.columns

    @property
    def schema(self) -> pl.Schema:
        """The polars types of the columns."""
        return self.empty.schema

    @property
    def height(self) -> int:
        """Number of rows: runs a query."""
        number = self._summed(Aggregate("len"))
        return int(self.engine.rows(number.params[0], [number], ())[0][0])  # type: ignore[arg-type]  # a relation

    def head(self, number: int) -> pl.DataFrame:
        """The frame without a row, the only head that tells its types and costs nothing."""
        if number:
            raise NotImplementedError(number)
        return self.empty

    def __getitem__(self, name: str) -> ColumnHandle:
        """A column."""
        return ColumnHandle(self, self.nodes[name], name, self.empty.schema[name])

    def with_columns(self, *given: Any) -> RecordedFrame:
        """The same rows with more columns."""
        found: dict[str, Node] = {}
        translator = Translator(self.pool, self.nodes, Window(self.pool))
        empties: list[Any] = []
        for each in flat(given):
            if isinstance(each, ColumnHandle):
                found[each.name] = self._own(each)
                empties.append(pl.Series(each.name, [], dtype=each.dtype))
            else:
                found[each.meta.output_name()] = translator.term(each).node
                empties.append(each)
        return replace(self, nodes={**self.nodes, **found}, empty=self.empty.with_columns(empties))

    def select(self, *given: Any) -> RecordedFrame:
        """These columns alone: over the same rows, over one row if all are aggregates, or over the rows of a filter."""
        expressions = [pl.col(each) if isinstance(each, str) else each for each in flat(given)]
        terms = {}
        translator = Translator(self.pool, self.nodes, GlobalWindow(self.pool, self.relation, self.order))
        for each in expressions:
            terms[each.meta.output_name()] = translator.term(each)
        empty = self.empty.select(expressions)
        if terms and all(term.is_one for term in terms.values()):
            first = next(node for node in _columns_of(term.node for term in terms.values()))
            relation = first.params[0]
            assert isinstance(relation, Grouped)
            return replace(self, relation=relation, nodes=_nodes(terms), empty=empty, order=())
        kept = {term.kept for term in terms.values()}
        if kept == {None}:
            plain = Translator(self.pool, self.nodes, Window(self.pool))
            nodes = {each.meta.output_name(): plain.term(each).node for each in expressions}
            return replace(self, nodes=nodes, empty=empty)
        (holds,) = kept
        return replace(self, nodes=_nodes(terms), empty=empty)._chosen(holds)

    def filter(self, condition: pl.Expr | str) -> RecordedFrame:
        """The rows where a condition holds."""
        expression = pl.col(condition) if isinstance(condition, str) else condition
        holds = Translator(self.pool, self.nodes, Window(self.pool)).term(expression).node
        return self._chosen(holds)

    def _chosen(self, holds: Node | None, distinct: tuple[Node, ...] = ()) -> RecordedFrame:
        relation = SelectedRows(self.relation, holds, distinct)
        nodes = {name: column(self.pool, relation, node) for name, node in self.nodes.items()}
        order = tuple(column(self.pool, relation, node) for node in self.order) if not distinct else ()
        return replace(self, relation=relation, nodes=nodes, order=order)

    def unique(self) -> RecordedFrame:
        """The distinct rows, in no order."""
        return self._chosen(None, tuple(self.nodes.values()))

    def drop(self, *names: Any) -> RecordedFrame:
        """The same rows without some columns."""
        gone = set(flat(names))
        nodes = {name: node for name, node in self.nodes.items() if name not in gone}
        return replace(self, nodes=nodes, empty=self.empty.drop(*gone))

    def rename(self, names: Mapping[str, str]) -> RecordedFrame:
        """The same columns under other names."""
        nodes = {names.get(name, name): node for name, node in self.nodes.items()}
        return replace(self, nodes=nodes, empty=self.empty.rename(dict(names)))

    def with_row_index(self, name: str) -> RecordedFrame:
        """The place of each row in the received order."""
        place = self.pool.node("row_number", self.order)
        empty = self.empty.with_row_index(name)
        return replace(self, nodes={name: place, **self.nodes}, empty=empty)

    def join(
        self,
        other: RecordedFrame | pl.DataFrame,
        on: Sequence[str] = (),
        how: str = "left",
        *,
        left_on: Sequence[str] = (),
        right_on: Sequence[str] = (),
        maintain_order: str = "left",
    ) -> RecordedFrame:
        """Each row with the rows of the other that have equal keys; null equals nothing."""
        if how != "left":
            raise NotImplementedError(how)
        other = other if isinstance(other, RecordedFrame) else self.engine.bring(other)
        names = [on] if isinstance(on, str) else list(on)
        left_keys, right_keys = (names or list(left_on)), (names or list(right_on))
        relation = Joined(
            self.relation, other.relation, tuple(self.nodes[key] for key in left_keys),
            tuple(other.nodes[key] for key in right_keys),
        )  # fmt: skip
        mine = {name: column(self.pool, relation, "l", node) for name, node in self.nodes.items()}
        theirs = {
            name: column(self.pool, relation, "r", node) for name, node in other.nodes.items() if name not in right_keys
        }
        order = [column(self.pool, relation, "l", node) for node in self.order]
        if maintain_order == "left_right":
            order += [column(self.pool, relation, "r", node) for node in other.order]
        empty = self.empty.join(other.empty, left_on=left_keys, right_on=right_keys, how="left")
        return replace(self, relation=relation, nodes={**mine, **theirs}, empty=empty, order=tuple(order))

    def hstack(self, other: RecordedFrame) -> RecordedFrame:
        """Other columns of the same rows; the groups of their own indices; or another reading of the same table."""
        if other.relation is self.relation:
            return self.with_columns([other[name] for name in other.columns])
        if isinstance(other.relation, Grouped):
            place = self.with_row_index("|0")
            theirs = [column(self.pool, other.relation, "key", key) for key in other.relation.keys]
            mine = [place.nodes["|0"]]
        else:
            theirs, mine = list(other.order), list(self.order)
        return self._beside(other, mine, theirs)

    def _beside(self, other: RecordedFrame, mine: Sequence[Node], theirs: Sequence[Node]) -> RecordedFrame:
        relation = Joined(self.relation, other.relation, tuple(mine), tuple(theirs))
        nodes = {name: column(self.pool, relation, "l", node) for name, node in self.nodes.items()}
        nodes |= {name: column(self.pool, relation, "r", node) for name, node in other.nodes.items()}
        order = tuple(column(self.pool, relation, "l", node) for node in self.order)
        return replace(self, relation=relation, nodes=nodes, empty=self.empty.hstack(other.empty), order=order)

    def group_by(self, keys: Sequence[str] | str, *, maintain_order: bool = False) -> Groups:
        """The rows by the values of some columns."""
        return Groups(self, [keys] if isinstance(keys, str) else list(keys))

    def lists(self, conditions: Mapping[str, pl.Expr]) -> ColumnHandle:
        """For each row, the ids whose condition holds, in the order given."""
        translator = Translator(self.pool, self.nodes, Window(self.pool))
        nodes = [translator.term(each).node for each in conditions.values()]
        return ColumnHandle(self, self.pool.node("list_of", nodes, *conditions), "", _LISTS)

    def in_order(self, proposals: Iterable[RankedAction]) -> ColumnHandle:
        """For each row, the actions that are triggered: the most urgent, the most worth, those without any last."""
        translator = Translator(self.pool, self.nodes, Window(self.pool))
        args: list[Node] = []
        params: list[Any] = []
        for each in proposals:
            params += [each.action, each.worth is None]
            args += [translator.term(each.triggered).node, translator.term(each.urgency).node, self._own(each.worth)]
        return ColumnHandle(self, self.pool.node("ordered_list", args, *params), "", _LISTS)

    def to_series(self) -> pl.Series:
        """The values of the only column: a query."""
        (name,) = self.columns
        values = [row[0] for row in self.engine.rows(self.relation, [self.nodes[name]], self.order)]
        return pl.Series(name, values, dtype=self.empty.schema[name])

    def row(self, index: int, *, named: bool = False) -> Any:
        """The only row of aggregates: a query."""
        if index or not isinstance(self.relation, Grouped):
            raise NotImplementedError(index)
        (values,) = self.engine.rows(self.relation, list(self.nodes.values()), ())
        # an engine may return counts of another integer type
        typed = pl.DataFrame([values], schema=self.empty.schema, orient="row", strict=False)
        return typed.row(0, named=True) if named else typed.row(0)

    def _summed(self, what: Aggregate) -> Node:
        return column(self.pool, Grouped(self.relation, ()), what, None, None)

    def _own(self, handle: ColumnHandle | None) -> Node:
        """The node of a column of the same rows; zero where there is none."""
        if handle is None:
            return self.pool.literal(0.0, "Float64")
        if handle.frame.relation is not self.relation:
            raise ValueError(handle.name)
        return handle.node


def _columns_of(nodes: Iterable[Node]) -> Iterable[Node]:
    return (node for node in reachable(nodes) if node.op == "column")


def _nodes(terms: Mapping[str, Term]) -> dict[str, Node]:
    return {name: term.node for name, term in terms.items()}
