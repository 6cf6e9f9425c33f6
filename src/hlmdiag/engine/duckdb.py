"""DuckDB runs what was recorded: on one machine, with what does not fit in its memory on its disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from hlmdiag.engine.duckdb_sql import DuckDb
from hlmdiag.engine.recording_frame import RecordedFrame
from hlmdiag.engine.runner import Runner

_UNBOUNDED = "partial_aggregate_pushdown"
"""Setting of DuckDB 2.0 that nests the aggregates of a value read by many others inside one another, and takes
tens of gigabytes to plan a query of one row."""


class DuckDbRunner(Runner):
    """A database of its own, in memory."""

    title = "DuckDB"

    def __init__(self) -> None:
        super().__init__(DuckDb())
        self.connection = duckdb.connect()
        self.connection.execute(f"SET temp_directory = {self.dialect.text(str(self.folder / 'spill'))}")
        known = {name for (name,) in self.connection.execute("SELECT name FROM duckdb_optimizers()").fetchall()}
        if _UNBOUNDED in known:
            self.connection.execute(f"SET disabled_optimizers = {self.dialect.text(_UNBOUNDED)}")

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
            f"CAST({quoted(name)} AS {_type(self, dtype)}) AS {quoted(name)}" for name, dtype in frame.schema.items()
        ]
        rows = self.ordered(frame.relation, dict(frame.nodes), frame.order)
        said = ", ".join(f"{quoted(key)}: {self.dialect.text(value)}" for key, value in metadata.items())
        options = f"FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, KV_METADATA {{{said}}}"
        target = self.dialect.text(str(path))
        self.connection.execute(f"COPY (SELECT {', '.join(casts)} FROM ({rows}) AS t) TO {target} ({options})")


def _type(runner: Runner, dtype: pl.DataType) -> str:
    if isinstance(dtype, pl.List):
        return "VARCHAR[]"
    return "VARCHAR" if isinstance(dtype, pl.Enum | pl.Categorical) else runner.dialect.type(str(dtype))
