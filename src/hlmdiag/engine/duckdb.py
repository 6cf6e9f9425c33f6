"""DuckDB runs what was recorded: on one machine, with what does not fit in its memory on its disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from hlmdiag.engine.duckdb_sql import DuckDb
from hlmdiag.engine.recording_frame import RecordedFrame
from hlmdiag.engine.runner import Runner

_HARMFUL = ("partial_aggregate_pushdown", "projection_placement")
"""Settings of the planner of DuckDB 2.0. The first nests the aggregates of a value read by many others inside one
another, and takes tens of gigabytes to plan a query of one row; the second takes more time to plan than all the others
together, where there are twenty queries of hundreds of columns inside one another."""


class DuckDbRunner(Runner):
    """A database of its own, in memory."""

    title = "DuckDB"
    dialect: DuckDb

    def __init__(self) -> None:
        super().__init__(DuckDb())
        self.connection = duckdb.connect()
        self.connection.execute(f"SET temp_directory = {self.dialect.text(str(self.folder / 'spill'))}")
        known = {name for (name,) in self.connection.execute("SELECT name FROM duckdb_optimizers()").fetchall()}
        harmful = ",".join(each for each in _HARMFUL if each in known)
        self.connection.execute(f"SET disabled_optimizers = {self.dialect.text(harmful)}")

    def __exit__(self, *fault: object) -> None:
        """Close the database."""
        self.connection.close()
        super().__exit__(*fault)

    def parquet(self, path: Path) -> str:
        """A call of its reader."""
        return f"read_parquet({self.dialect.text(str(path))})"

    def keep(self, text: str, title: str) -> None:
        """A table of its own."""
        self.connection.execute(f"CREATE TEMPORARY TABLE {title} AS {text}")

    def fetch(self, text: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.connection.execute(text).fetchall()

    def write(self, frame: RecordedFrame, path: Path, metadata: dict[str, str]) -> None:
        """Straight to the file, the metadata with it."""
        quoted = self.dialect.quoted
        casts = [
            f"CAST({quoted(name)} AS {_type(self.dialect, dtype)}) AS {quoted(name)}" for name, dtype in frame.schema.items()
        ]
        rows = self.ordered(frame.relation, dict(frame.nodes), frame.order)
        said = ", ".join(f"{quoted(key)}: {self.dialect.text(value)}" for key, value in metadata.items())
        options = f"FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, KV_METADATA {{{said}}}"
        target = self.dialect.text(str(path))
        self.connection.execute(f"COPY (SELECT {', '.join(casts)} FROM ({rows}) AS t) TO {target} ({options})")


def _type(dialect: DuckDb, dtype: pl.DataType) -> str:
    match dtype:
        case pl.List():
            return "VARCHAR[]"
        case pl.Enum() if len(dtype.categories):
            return dialect.enumeration(dtype.categories.to_list())
        case pl.Enum() | pl.Categorical():
            return "VARCHAR"
        case _:
            return dialect.type(str(dtype))
