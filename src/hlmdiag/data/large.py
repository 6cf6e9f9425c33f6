"""How large a stock is once it is text, and its pieces."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import polars as pl

from hlmdiag.configuration import Limits
from hlmdiag.data.csv_pieces import CsvPieces
from hlmdiag.data.lakes import Lake
from hlmdiag.data.own_outputs import METADATA
from hlmdiag.data.pieces import NotChunkable, Pieces
from hlmdiag.data.sources import InputSource, digest_of_source, files_in
from hlmdiag.data.table_pieces import BYTES_OF_A_CELL, TablePieces
from hlmdiag.data.typed_parquet import KEY
from hlmdiag.data.typed_rows import TypedRows
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.text.phrase import Phrase

LARGE = 150_000_000
"""Bytes of text of a stock read by pieces: half a million residences of 65 columns, some 3 GiB were they held."""
PIECE = 24_000_000
_PARQUET = ".parquet"


def text_size(path: Path) -> int:
    """Bytes of a table as text, about, rows that a log says deleted included; 0 for what is not read by pieces.

    Of a folder, the bytes of all its tables.
    """
    if path.is_dir():
        if Lake.at(path) is not None:
            return sum(map(_unfolded, path.rglob(f"*{_PARQUET}")))
        return sum(map(text_size, _tables(path)))
    if not path.is_file():
        return 0
    match path.suffix.lower():
        case ".csv":
            return path.stat().st_size
        case ".parquet":
            return _unfolded(path)
        case _:
            return 0


def threshold(limits: Limits, *, is_text: bool) -> int:
    """Bytes of text from which a stock is read by pieces; a table has to be where the limits refuse it whole."""
    return LARGE if is_text else min(LARGE, limits.cells * BYTES_OF_A_CELL)


def is_large(path: Path, limits: Limits) -> bool:
    """Whether a table, or the tables of a folder together, are too large to be held without a reason."""
    sizes = [(text_size(each), each.suffix.lower() == ".csv") for each in _tables(path)]
    alone = any(size >= threshold(limits, is_text=is_text) for size, is_text in sizes)
    return alone or sum(size for size, _ in sizes) >= LARGE


def _tables(path: Path) -> list[Path]:
    return [each for each in files_in(path) if each.suffix.lower() in (".csv", _PARQUET)] if _is_plain(path) else [path]


def _is_plain(path: Path) -> bool:
    """Whether a path is a folder that is no table itself."""
    return path.is_dir() and Lake.at(path) is None


def pieces_of(source: InputSource, size: int, limits: Limits) -> Pieces:
    """The pieces of a table, of about `size` bytes; `NotChunkable` where it has none."""
    path = source.path
    if path is None or not text_size(path):
        raise NotChunkable
    if path.suffix.lower() == ".csv" and path.is_file():
        return CsvPieces(source, size, limits)
    rows = TypedRows(source.name, [replace(source, columns=())])
    return TablePieces(rows, source.table, size, partial(digest_of_source, path), source.columns)


def said_whole(path: Path, reason: Phrase) -> Problem:
    """The notice that a large stock was held whole, and why."""
    size = sum(each.stat().st_size for each in (path, *path.rglob("*")) if each.is_file())
    values = {"size": size // 1_000_000, "reason": reason}
    return Problem("donnees.lu-d-un-bloc", Location(path.name), values, Severity.NOTICE)


def _unfolded(file: Path) -> int:
    """Of a Parquet file; none for those of ours, which are no tables to understand."""
    try:
        if {METADATA, KEY} & set(pl.read_parquet_metadata(file)):
            return 0
        rows = pl.scan_parquet(file, hive_partitioning=False)
        return int(rows.select(pl.len()).collect().item()) * len(rows.collect_schema()) * BYTES_OF_A_CELL
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        return 0
