"""Tables as an analyst has them: folders of Parquet files, of Delta Lake or Iceberg, or a database of DuckDB.

They are read by the rules of files: titles are matched, typed values are what they are, and what is refused is counted
alike. A large stock is understood by pieces with its tables, as large files are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from hlmdiag.data.event_chunks import UNIT
from hlmdiag.data.frames import as_sheet
from hlmdiag.data.lakes import Lake
from hlmdiag.data.large import PIECE, said_whole, text_size, threshold
from hlmdiag.data.pieces import NotChunkable
from hlmdiag.data.read import read_sheets
from hlmdiag.data.sources import InputSource, digest_of_source, list_sources
from hlmdiag.data.stock_chunks import StockChunks
from hlmdiag.data.table_pieces import TablePieces
from hlmdiag.data.table_schemas import STOCK
from hlmdiag.data.tables_beside import TablesBeside, keys_of
from hlmdiag.data.typed_parquet import typed_files, write_typed
from hlmdiag.data.typed_rows import TypedRows
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.scoring.held_frames import HeldFrames
from hlmdiag.text.phrase import Listed, Phrase

if TYPE_CHECKING:
    from datetime import date

    from hlmdiag.data import Dataset, Settings
    from hlmdiag.data.sheet import Sheet
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
        """A hash of all that they are made of."""
        return digest_of_source(self.path)


def understood(
    stored: StoredTables, grid: Grid, runner: Runner, *, date: date, settings: Settings, above: int | None = None,
    size: int = PIECE, warn: Callable[[Problem], object] = lambda _: None,
) -> Path:  # fmt: skip
    """The stock kept as understood, in the folder of the runner: what `inspect --write` would write of it.

    A stock of `above` bytes of text or more is read by pieces of `size`; by default, what is too large to be held.
    `warn`: who hears first that it has to be held all the same.
    """
    path = runner.folder / "understood.parquet"
    reading = _Reading(dict(_tables(stored, grid, runner)), grid, date, settings, stored.digest)
    stock = reading.tables[STOCK].sources if STOCK in reading.tables else ()
    least = threshold(settings.limits, is_text=False) if above is None else above
    is_large = sum(text_size(each.path) for each in stock if each.path is not None) >= least
    if is_large and reading.by_pieces(path, size):
        return path
    why = [said_whole(stored.path, Phrase("donnees.mots.bloc-contenu"))] if is_large else []
    for problem in why:
        warn(problem)
    dataset = reading.whole()
    dataset = replace(dataset, problems=(*dataset.problems, *why))
    for each, content in typed_files(dataset, grid, date, path):
        each.write_bytes(content)
    return path


@dataclass(frozen=True)
class _Reading:
    """Some tables by their names in the grid, and what is needed to understand them."""

    tables: Mapping[str, TypedRows]
    grid: Grid
    day: date
    settings: Settings
    digest: str

    def whole(self) -> Dataset:
        """Everything, read at once."""
        return read_sheets([(self._sheet(name), name) for name in self.tables], self.grid, date=self.day,
                           settings=self.settings)  # fmt: skip

    def by_pieces(self, path: Path, size: int) -> bool:
        """Write what was understood, by pieces; False where something of the stock depends on all of its rows."""
        sources = {name: InputSource(path, name, self.tables[name].name) for name in self.tables}
        chunks = StockChunks([self._pieces(STOCK, size)], self.grid, day=self.day, settings=self.settings)
        held, keys = HeldFrames(path.parent), []
        try:
            for piece in chunks:
                held.add(piece.stock.frame)
                keys.append(keys_of(piece.stock.frame, self.grid))
            others = {source: name for name, source in sources.items() if name != STOCK}
            own = {source: partial(self._sheet, name) for source, name in others.items()}
            parted = {source: self._pieces(name, size) for source, name in others.items()}
            rows = _HeldTables(path.parent)
            units = pl.concat(keys) if others else None
            files = [*sources.values()]
            dataset = chunks.whole(TablesBeside(files, [sources[STOCK]], (), units, own, parted, rows))
        except NotChunkable:
            return False
        write_typed(dataset, held, rows.tables, self.grid, self.day, path)
        return True

    def _pieces(self, name: str, size: int) -> TablePieces:
        return TablePieces(self.tables[name], name, size, lambda: self.digest)

    def _sheet(self, name: str) -> Sheet:
        rows = self.tables[name]
        return replace(as_sheet(rows.frame(self.settings.limits), rows.name, first=1), sha256=self.digest)


class _HeldTables:
    """The rows of event tables, kept out of memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.tables: dict[str, HeldFrames] = {}

    def take(self, table: str, rows: pl.DataFrame) -> None:
        self.tables.setdefault(table, HeldFrames(self._folder)).add(rows.drop(UNIT))

    def forget(self, table: str) -> None:
        self.tables.pop(table, None)


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
