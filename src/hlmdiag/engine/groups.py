"""Rows grouped by the values of some columns, and the columns given back to a recorded frame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from hlmdiag.engine.graph import Node
from hlmdiag.engine.relations import Grouped, column
from hlmdiag.engine.translate import Translator
from hlmdiag.engine.windows import Aggregate, OfGroup

if TYPE_CHECKING:
    from hlmdiag.engine.recording_frame import RecordedFrame


@dataclass(frozen=True)
class ColumnHandle:
    """A column of a recorded frame: it may be put back there under another name, or asked for."""

    frame: RecordedFrame
    node: Node
    name: str
    dtype: Any

    def alias(self, name: str) -> ColumnHandle:
        """The same column under another name."""
        return replace(self, name=name)

    def null_count(self) -> int:
        """Number of rows without a value: runs a query."""
        return int(self.frame.select(pl.col(self.name).is_null().sum()).row(0)[0])


@dataclass(frozen=True)
class Groups:
    """Rows by the values of some columns, before anything is made of them."""

    frame: RecordedFrame
    keys: list[str]

    def agg(self, *given: Any) -> RecordedFrame:
        """One row a group; a column of which nothing is made becomes the list of its values."""
        frame, pool = self.frame, self.frame.pool
        keys = tuple(frame.nodes[key] for key in self.keys)
        relation = Grouped(frame.relation, keys, frame.order)
        translator = Translator(pool, frame.nodes, OfGroup(pool, relation))
        nodes = {name: column(pool, relation, "key", node) for name, node in zip(self.keys, keys, strict=True)}
        expressions = list(flat(given))
        for each in expressions:
            term = translator.term(each)
            node = term.node
            if not term.is_one and term.node.op != "literal":
                node = column(pool, relation, Aggregate("list"), term.node, term.kept)
            nodes[each.meta.output_name()] = node
        # only the schema: without any group, polars fails to broadcast constants
        schema = frame.empty.lazy().group_by(self.keys, maintain_order=True).agg(expressions).collect_schema()
        empty = pl.DataFrame(schema=schema)
        return replace(frame, relation=relation, nodes=nodes, empty=empty, order=())


def flat(given: Iterable[Any]) -> Iterable[Any]:
    """Arguments given one by one or in lists of lists, flattened."""
    for each in given:
        if isinstance(each, str | pl.Expr | ColumnHandle):
            yield each
        else:
            yield from flat(each)
