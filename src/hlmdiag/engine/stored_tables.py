"""Tables as an analyst has them: folders of Parquet files, of Delta Lake or Iceberg, or a database of DuckDB.

They are read by the rules of files: titles are matched, typed values are what they are, and what is refused is counted
alike. They pass through memory once, to be understood.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.configuration import LIMITS
from hlmdiag.data.file_bytes import digest_of
from hlmdiag.data.frames import as_sheet
from hlmdiag.data.lakes import Lake
from hlmdiag.data.read import read_sheets
from hlmdiag.data.sources import InputSource, files_in, list_sources
from hlmdiag.data.table_schemas import STOCK
from hlmdiag.data.typed_parquet import typed_files
from hlmdiag.data.typed_rows import TypedRows
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.text.phrase import Listed

if TYPE_CHECKING:
    from datetime import date

    from hlmdiag.data import Settings
    from hlmdiag.engine.runner import Runner
    from hlmdiag.grid.model import Grid

_DATABASE = (".duckdb", ".ddb")
_PARQUET = ".parquet"


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
        if path.is_dir():
            return StoredTables(path) if _holds_tables(path) else None
        return StoredTables(path) if path.is_file() and path.suffix.lower() in _DATABASE else None

    @property
    def is_database(self) -> bool:
        """Whether they are tables of a database of DuckDB, which it alone reads."""
        return not self.path.is_dir()

    @property
    def digest(self) -> str:
        """A hash of all that they are made of, by the names and the bytes of their files."""
        return digest_of([self.path] if self.is_database else files_in(self.path), self.path)


def understood(stored: StoredTables, grid: Grid, runner: Runner, *, date: date, settings: Settings) -> Path:
    """The stock kept as understood, in the folder of the runner: what `inspect --write` would write of it."""
    digest = stored.digest
    sheets = []
    for name, rows in _tables(stored, grid, runner):
        sheet = as_sheet(rows.frame(settings.limits or LIMITS), rows.name, first=1)
        sheets.append((replace(sheet, sha256=digest), name))
    dataset = read_sheets(sheets, grid, date=date, settings=settings)
    path = runner.folder / "understood.parquet"
    for each, content in typed_files(dataset, grid, date, path):
        each.write_bytes(content)
    return path


def _tables(stored: StoredTables, grid: Grid, runner: Runner) -> Iterator[tuple[str, TypedRows]]:
    """The tables of the grid that stand there; the stock is told by the name of all, the others by theirs below it."""
    names = (STOCK, *grid.tables)
    if stored.is_database:
        found = _brought(stored, names, runner)
    else:
        own = [name for name in names if _holds_tables(stored.path / name)]
        places = {name: stored.path / name for name in own} or {STOCK: stored.path}
        found = {name: _sources(place) for name, place in places.items()}
    for name, sources in found.items():
        yield name, TypedRows(stored.path.name if name == STOCK else f"{stored.path.name}/{name}", sources)


def _holds_tables(folder: Path) -> bool:
    return folder.is_dir() and (Lake.at(folder) is not None or any(folder.rglob(f"*{_PARQUET}")))


def _sources(folder: Path) -> list[InputSource]:
    """The tables of a folder, in the order of their paths; files of other types are not looked at."""
    found = [(each, each.path) for each in list_sources(folder, ())]
    return [each for each, path in found if path is not None and (path.is_dir() or path.suffix.lower() == _PARQUET)]


def _brought(stored: StoredTables, names: tuple[str, ...], runner: Runner) -> dict[str, list[InputSource]]:
    """Tables of a database, each in a file: DuckDB hands rows over to polars by a library that may not be there."""
    from hlmdiag.engine.duckdb import DuckDbRunner

    assert isinstance(runner, DuckDbRunner)
    quoted, text = runner.dialect.quoted, runner.dialect.text
    runner.connection.execute(f"ATTACH {text(str(stored.path))} AS stored (READ_ONLY)")
    query = (
        "SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = 'stored' "
        "ORDER BY table_schema, table_name"
    )
    known = {table: f"stored.{quoted(schema)}.{quoted(table)}" for schema, table in runner.fetch(query)}
    if len(known) == 1:
        known = {STOCK: next(iter(known.values()))}
    if STOCK not in known:
        values = {"file": stored.path, "found": Listed((*known,)), "expected": Listed(names)}
        raise HlmdiagError([Problem("usage.moteur-tables", Location("hlmdiag"), values)], USAGE)
    found = {}
    for place, name in enumerate(name for name in names if name in known):
        path = runner.folder / f"brought-{place}{_PARQUET}"
        runner.connection.execute(f"COPY (SELECT * FROM {known[name]}) TO {text(str(path))} (FORMAT parquet)")
        found[name] = [InputSource(path)]
    return found
