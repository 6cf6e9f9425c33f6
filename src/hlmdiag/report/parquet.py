"""The result as Parquet, for stocks: typed columns, the manifest in the file's own metadata."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote

from hlmdiag.data.own_outputs import METADATA, PARTS_MANIFEST
from hlmdiag.data.parquet import write_pieces
from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.manifest import TableProof
from hlmdiag.scoring.received import kind_of
from hlmdiag.scoring.received_json import read_json
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.saved import Saved, describe, open_saved

if TYPE_CHECKING:
    import polars as pl

_ROW = "|row"
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
"""How engines name the folder of the rows without a value."""
_LEVEL = 1
"""Of zstd: the third, its usual one, takes a quarter longer for a file a seventh smaller."""


def render(result: Result, out: BinaryIO, language: str) -> None:
    """Write every row and the manifest; codes stay dictionaries, which other programs read as text."""
    manifest = json.dumps(describe(result, language), ensure_ascii=False)
    result.frame.write_parquet(out, compression_level=_LEVEL, metadata={METADATA: manifest})


def render_pieces(result: Result, pieces: Iterable[pl.DataFrame], height: int, out: BinaryIO, language: str) -> None:
    """Write a stock whose rows, `height` in all, come piece by piece; `result` says the rest."""
    manifest = json.dumps(describe(result, language, TableProof(height)), ensure_ascii=False)
    write_pieces(pieces, result.frame.schema, out, {METADATA: manifest}, level=_LEVEL)


def render_rolled(result: Result, out: BinaryIO) -> None:
    """Write the wider units alone, which the rows of the result give again."""
    assert result.rolled is not None
    result.rolled.write_parquet(out, compression_level=_LEVEL)


def read(source: BinaryIO, name: str = "") -> Result:
    """The result that `render` wrote; `name` is what messages call the file."""
    import polars as pl

    saved = _opened(source, name)
    with _legible(name):
        frame = pl.read_parquet(source)
    return saved.result(frame)


def read_in_place(path: Path) -> Result:
    """The result of a file whose rows are left there: of every unit, the keys alone are in memory."""
    import polars as pl

    from hlmdiag.scoring.held_result import HeldResult

    with path.open("rb") as source:
        saved = _opened(source, path.name)
    with _legible(path.name):
        keys = saved.result(pl.read_parquet(path, columns=[*saved.grid.keys]))
    return HeldResult(keys.grid, keys.frame, keys.manifest, _RowsInFile(path, saved, keys.frame.height))


@dataclass(frozen=True)
class _RowsInFile:
    """The rows of a saved result, each read when it is asked for."""

    path: Path
    saved: Saved
    height: int

    def some(self, rows: Sequence[int]) -> pl.DataFrame:
        """Some rows, in the order given."""
        import polars as pl

        wanted = pl.DataFrame({_ROW: pl.Series([*rows], dtype=pl.UInt32)})
        with _legible(self.path.name):
            numbered = pl.scan_parquet(self.path, row_index_name=_ROW)
            found = numbered.filter(pl.col(_ROW).is_in(wanted[_ROW].implode())).collect(engine="streaming")
        return self.saved.part(wanted.join(found, on=_ROW, how="left", maintain_order="left").drop(_ROW)).frame

    def part(self, start: int, count: int, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Some rows in their order, those that there are; `columns`: those that are wanted, of all."""
        import polars as pl

        with _legible(self.path.name):
            rows = pl.scan_parquet(self.path).slice(start, count)
            found = (rows if columns is None else rows.select(columns)).collect()
        return self.saved.part(found).frame


def read_parts(folder: Path) -> Result:
    """The result whose rows an engine wrote in several files, in the order in which the stock was received."""
    import polars as pl

    name = folder.name
    with _legible(name):
        saved = open_saved(read_json((folder / PARTS_MANIFEST).read_bytes(), name), name)
        parts = [_part(file, folder) for file in sorted(folder.rglob("*.parquet"))]
        places = [place for place in ("source_part", "source_row") if place in saved.types]
        rows = pl.concat(
            part.select(pl.col(column).cast(dtype) for column, dtype in saved.types.items()) for part in parts
        )
        frame = rows.sort(places, nulls_last=True, maintain_order=True).collect()
    return saved.result(frame)


def _part(file: Path, folder: Path) -> pl.LazyFrame:
    """The rows of a file with what the names of its folders say of them (`agence=Nord`)."""
    import polars as pl

    told = (step.name.partition("=") for step in file.relative_to(folder).parents)
    values = {column: None if value == _NO_VALUE else unquote(value) for column, sign, value in told if sign}
    rows = pl.scan_parquet(file, hive_partitioning=False)
    return rows.with_columns(pl.lit(value, dtype=pl.String).alias(column) for column, value in values.items())


def read_unit(
    source: BinaryIO, wanted: Callable[[Grid, list[str]], list[str]], find: Callable[[Result], int], name: str = ""
) -> tuple[Result, Result]:
    """A result of one unit, and the whole stock with some columns only: the rest of the file is not read.

    `wanted` chooses these columns, from the grid and the names of all of them; `find` gives the row of the unit, from
    the stock so read.
    """
    import polars as pl

    saved = _opened(source, name)
    with _legible(name):
        stock = saved.result(pl.read_parquet(source, columns=wanted(saved.grid, list(saved.types))))
    row = find(stock)
    with _legible(name):
        source.seek(0)
        unit = pl.scan_parquet(source).slice(row, 1).collect()
    return saved.part(unit), stock


def _opened(source: BinaryIO, name: str) -> Saved:
    """The manifest of a file, checked against its columns."""
    import polars as pl

    with _legible(name):
        raw = pl.read_parquet_metadata(source)[METADATA].encode()
        source.seek(0)
        kinds = {column: kind_of(dtype) for column, dtype in pl.read_parquet_schema(source).items()}
        source.seek(0)
    saved = open_saved(read_json(raw, name), name)
    if kinds != saved.manifest.kinds:
        raise HlmdiagError([Problem("rapport.resultat-illisible", Location(file=name))])
    return saved


@contextmanager
def _legible(name: str) -> Iterator[None]:
    """Says that a file is not a result where something in it is not as `render` writes it."""
    import polars as pl

    try:
        yield
    except (pl.exceptions.PolarsError, OSError, KeyError, ValueError) as fault:
        raise HlmdiagError([Problem("rapport.resultat-illisible", Location(file=name))]) from fault
