"""Interface shared by engines: a table of nodes, tables to read, a query to run, a result to write."""

from __future__ import annotations

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from hlmdiag.engine.asides import name
from hlmdiag.engine.dialect import Dialect
from hlmdiag.engine.graph import Node, NodeTable
from hlmdiag.engine.recording_frame import RecordedFrame, table
from hlmdiag.engine.relations import Relation, TableSource
from hlmdiag.engine.sql import query

_PLACE = ("part", "row")


class Runner(ABC):
    """An engine at work on one campaign; used as a context, it leaves nothing behind."""

    title: str
    """Name of the engine."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.pool = NodeTable()
        self._kept: dict[str, str] = {}
        self._own = tempfile.TemporaryDirectory(prefix="hlmdiag-")

    def __enter__(self) -> Runner:
        """Ready to work."""
        return self

    def __exit__(self, *fault: object) -> None:
        """Throw away what was brought to it."""
        self._own.cleanup()

    @property
    def folder(self) -> Path:
        """Folder of the data copied to it."""
        return Path(self._own.name)

    def open(self, path: Path) -> RecordedFrame:
        """The frame of a Parquet file."""
        schema = pl.read_parquet_schema(path)
        return self.table(self.parquet(path), schema)

    def table(self, text: str, schema: Any) -> RecordedFrame:
        """The frame of what its SQL names so, which has these polars types."""
        order = tuple(each for each in _PLACE if each in schema)
        return table(self, self.pool, TableSource(text, order), dict(schema))

    def bring(self, frame: pl.DataFrame) -> RecordedFrame:
        """A frame that polars holds, as a table of the engine."""
        path = self.folder / f"{len(list(self.folder.iterdir()))}.parquet"
        frame.write_parquet(path)
        return self.open(path)

    def rows(self, relation: Relation, wanted: Sequence[Node], order: Sequence[Node]) -> list[tuple[Any, ...]]:
        """The values of some nodes, row by row, in an order."""
        return self.fetch(self.ordered(relation, {f"c{place}": each for place, each in enumerate(wanted)}, order))

    def ordered(self, relation: Relation, wanted: dict[str, Node], order: Sequence[Node]) -> str:
        """The query of some nodes under their names, in an order."""
        text = query(relation, list(dict.fromkeys([*wanted.values(), *order])), self)
        parts = ", ".join(f"{name(node)} AS {self.dialect.quoted(title)}" for title, node in wanted.items())
        by = f" ORDER BY {', '.join(name(each) for each in order)}" if order else ""
        return f"SELECT {parts} FROM ({text}) AS t{by}"

    def kept(self, text: str) -> str:
        """The table of a query, as later queries name it; its rows are worked out once."""
        if text not in self._kept:
            self._kept[text] = f"kept_{len(self._kept)}"
            self.keep(text, self._kept[text])
        return self._kept[text]

    def apart(self, text: str) -> str:
        """The rows of a query as the left of a join."""
        return f"({text})"

    @abstractmethod
    def keep(self, text: str, title: str) -> None:
        """Work out the rows of a query, as a table of that name."""

    @abstractmethod
    def parquet(self, path: Path) -> str:
        """A Parquet file as a table of its SQL."""

    @abstractmethod
    def fetch(self, text: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""

    def query(self, frame: RecordedFrame, *, in_order: bool) -> str:
        """The rows of a frame, under its names and in its types, in the received order or as they come."""
        rows = self.ordered(frame.relation, dict(frame.nodes), frame.order if in_order else ())
        quoted = self.dialect.quoted
        casts = [
            f"CAST({quoted(title)} AS {self.dialect.written(dtype)}) AS {quoted(title)}"
            for title, dtype in frame.schema.items()
        ]
        return f"SELECT {', '.join(casts)} FROM ({rows}) AS t"

    @abstractmethod
    def write_parts(self, frame: RecordedFrame, folder: Path, split: str | None) -> None:
        """Run what was recorded and write its rows, in no order, to Parquet files in an empty folder.

        `split`: a column, each value of which has its own folder (`column=value`).
        """

    @abstractmethod
    def write(self, frame: RecordedFrame, path: Path, metadata: dict[str, str]) -> None:
        """Run what was recorded and write its rows to one Parquet file, in the received order."""
