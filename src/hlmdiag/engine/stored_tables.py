"""Tables as an analyst has them: a folder of Parquet files, partitioned or not, or a database of DuckDB.

They are brought by DuckDB, with its own readers, then read by the rules of files: titles are matched, typed values are
what they are, and what is refused is counted alike. They pass through memory once, to be understood.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from hlmdiag.configuration import LIMITS
from hlmdiag.data.frames import as_sheet
from hlmdiag.data.read import read_sheets
from hlmdiag.data.size_limits import check_table
from hlmdiag.data.table_schemas import STOCK
from hlmdiag.data.typed_parquet import typed_files
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.text.phrase import Listed

if TYPE_CHECKING:
    from datetime import date

    from hlmdiag.data import Settings
    from hlmdiag.data.sheet import Sheet
    from hlmdiag.engine.duckdb import DuckDbRunner
    from hlmdiag.grid.model import Grid

_DATABASE = (".duckdb", ".ddb")
_PARQUET = "*.parquet"


@dataclass(frozen=True)
class StoredTables:
    """Where tables lie: a folder or a database."""

    path: Path

    @staticmethod
    def at(paths: Sequence[Path]) -> StoredTables | None:
        """The tables that the paths are, where they are one such folder or database."""
        if len(paths) != 1:
            return None
        [path] = paths
        is_folder = path.is_dir() and any(path.rglob(_PARQUET))
        return StoredTables(path) if is_folder or (path.is_file() and path.suffix.lower() in _DATABASE) else None

    @property
    def files(self) -> list[Path]:
        """The files that hold them, in the order in which they are read."""
        return sorted(self.path.rglob(_PARQUET)) if self.path.is_dir() else [self.path]


def understood(stored: StoredTables, grid: Grid, runner: DuckDbRunner, *, date: date, settings: Settings) -> Path:
    """The stock kept as understood, in the folder of the runner: what `inspect --write` would write of it."""
    sheets = []
    for name, relation in _relations(stored, grid, runner):
        frame = _brought(relation, runner)
        check_table(stored.path.name, frame.height, frame.width, settings.limits or LIMITS, unfolded=True)
        sheets.append((replace(_sheet(frame, stored, name), sha256=_digest(stored)), name))
    dataset = read_sheets(sheets, grid, date=date, settings=settings)
    path = runner.folder / "understood.parquet"
    for each, content in typed_files(dataset, grid, date, path):
        each.write_bytes(content)
    return path


def _relations(stored: StoredTables, grid: Grid, runner: DuckDbRunner) -> Iterator[tuple[str, str]]:
    """The tables of the grid that stand there, each with what SQL calls it."""
    names = (STOCK, *grid.tables)
    if stored.path.is_dir():
        own = [name for name in names if any((stored.path / name).rglob(_PARQUET))]
        for name in own or [STOCK]:
            pattern = stored.path / name / "**" / _PARQUET if own else stored.path / "**" / _PARQUET
            # the value of a partition stays text: 03 is not 3
            options = "hive_partitioning = true, hive_types_autocast = false, union_by_name = true"
            yield name, f"read_parquet({runner.dialect.text(pattern.as_posix())}, {options})"
        return
    runner.connection.execute(f"ATTACH {runner.dialect.text(str(stored.path))} AS stored (READ_ONLY)")
    query = (
        "SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = 'stored' "
        "ORDER BY table_schema, table_name"
    )
    found = runner.fetch(query)
    known = {table: f"stored.{runner.dialect.quoted(schema)}.{runner.dialect.quoted(table)}" for schema, table in found}
    if len(known) == 1:
        known = {STOCK: next(iter(known.values()))}
    if STOCK not in known:
        values = {"file": stored.path, "found": Listed((*known,)), "expected": Listed(names)}
        raise HlmdiagError([Problem("usage.moteur-tables", Location("hlmdiag"), values)], USAGE)
    yield from ((name, known[name]) for name in names if name in known)


def _brought(relation: str, runner: DuckDbRunner) -> pl.DataFrame:
    """A table in memory, through a file: DuckDB hands tables over to polars by a library that may not be there."""
    path = runner.folder / "brought.parquet"
    runner.connection.execute(f"COPY (SELECT * FROM {relation}) TO {runner.dialect.text(str(path))} (FORMAT parquet)")
    return pl.read_parquet(path, memory_map=False)


def _sheet(frame: pl.DataFrame, stored: StoredTables, name: str) -> Sheet:
    """The table as a sheet of text, told by the place of its rows, as a table in memory is."""
    return as_sheet(frame, stored.path.name if name == STOCK else f"{stored.path.name}/{name}", first=0)


def _digest(stored: StoredTables) -> str:
    """A hash of all that the tables are made of, by the names and the bytes of their files."""
    found = hashlib.sha256()
    for each in stored.files:
        found.update(each.relative_to(stored.path.parent).as_posix().encode())
        with each.open("rb") as content:
            found.update(hashlib.file_digest(content, "sha256").digest())
    return found.hexdigest()
