"""How large a stock is once it is text, and its pieces."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import polars as pl

from hlmdiag.configuration import Limits
from hlmdiag.data.csv_pieces import CsvPieces
from hlmdiag.data.lakes import Lake
from hlmdiag.data.own_outputs import METADATA
from hlmdiag.data.pieces import NotChunkable, Pieces
from hlmdiag.data.sources import InputSource, digest_of_source
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
    """Bytes of a table as text, about, rows that a log says deleted included; 0 for what is not read by pieces."""
    if path.is_dir():
        return sum(map(_unfolded, path.rglob(f"*{_PARQUET}"))) if Lake.at(path) is not None else 0
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


def pieces_of(source: InputSource, size: int, limits: Limits) -> Pieces:
    """The pieces of a table, of about `size` bytes; `NotChunkable` where its folders give columns, or it has none."""
    path = source.path
    if path is None or source.columns or not text_size(path):
        raise NotChunkable
    if path.suffix.lower() == ".csv" and path.is_file():
        return CsvPieces(source, size, limits)
    return TablePieces(TypedRows(source.name, [source]), source.table, size, partial(digest_of_source, path))


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
