"""DuckDB runs what was recorded: on one machine, with what does not fit in its memory on its disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from hlmdiag.engine.duckdb_sql import DuckDb
from hlmdiag.engine.recording_frame import RecordedFrame
from hlmdiag.engine.runner import Runner

_HARMFUL = ("partial_aggregate_pushdown", "projection_placement")
"""Settings of the planner of DuckDB 2.0. The first nests the aggregates of a value read by many others inside one
another, and takes tens of gigabytes to plan a query of one row; the second takes more time to plan than all the others
together, where there are twenty queries of hundreds of columns inside one another."""
_PART = 256 * 2**20
"""Bytes after which another file is begun."""


class DuckDbRunner(Runner):
    """A database of its own, in memory."""

    title = "DuckDB"

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
        said = ", ".join(f"{self.dialect.quoted(key)}: {self.dialect.text(value)}" for key, value in metadata.items())
        self._copy(self.query(frame, in_order=True), path, f"KV_METADATA {{{said}}}")

    def write_parts(self, frame: RecordedFrame, folder: Path, split: str | None) -> None:
        """As they come, so that no row waits for another."""
        parts = f"FILE_SIZE_BYTES {_PART}" if split is None else f"PARTITION_BY ({self.dialect.quoted(split)})"
        self.connection.execute("SET preserve_insertion_order = false")
        self._copy(self.query(frame, in_order=False), folder, f"{parts}, OVERWRITE_OR_IGNORE true")

    def _copy(self, rows: str, path: Path, options: str) -> None:
        form = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1"
        self.connection.execute(f"COPY ({rows}) TO {self.dialect.text(str(path))} ({form}, {options})")
