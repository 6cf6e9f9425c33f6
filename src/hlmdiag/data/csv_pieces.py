"""A CSV file as sheets of some of its rows, each under the titles of the file; memory holds one of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from hlmdiag.configuration import Limits
from hlmdiag.data.csv import read_text
from hlmdiag.data.encoding import is_surely_cp1252, to_text
from hlmdiag.data.pieces import NotChunkable
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.sources import InputSource
from hlmdiag.errors import HlmdiagError

_FIRST_LOOK = 200_000
"""Bytes that tell what a file is."""


class CsvPieces:
    """The pieces of a CSV file, of about `size` bytes each; a fault of the file is left to the whole reading."""

    def __init__(self, source: InputSource, size: int, limits: Limits) -> None:
        self.table = source.table
        self.size = size
        self._source, self._limits = source, limits
        self._hash = hashlib.sha256()
        self.encoding: str | None = None
        """That of the first piece that is not in ASCII."""
        self._first = b""
        self._titles = b""

    @property
    def digest(self) -> str:
        """The hash of the file, once it was read."""
        return self._hash.hexdigest()

    def first_rows(self) -> Sheet:
        """The rows that tell what the file is."""
        if self._source.path is None:
            raise NotChunkable
        with self._source.path.open("rb") as file:
            return self._sheet(file.read(_FIRST_LOOK) + file.readline(), 0)

    def titles_end_at(self, row: int) -> None:
        """How many rows of the first piece are titles, which the next pieces are given too."""
        self._titles = b"".join(self._first.splitlines(keepends=True)[:row])

    def __iter__(self) -> Iterator[Sheet]:
        """Each piece; the row of titles has to be known before the second."""
        line = 0
        if self._source.path is None:
            raise NotChunkable
        with self._source.path.open("rb") as file:
            while piece := file.read(self.size):
                piece += file.readline()
                self._hash.update(piece)
                if not line:
                    self._first = piece
                yield self._sheet(piece, line)
                line += piece.count(b"\n")

    def _sheet(self, piece: bytes, line: int) -> Sheet:
        """The cells of a piece under the titles of the file, its rows numbered as in the file."""
        try:
            text = to_text(self._titles + piece, self._source.name)
            if text.problems or not self._is_encoded_alike(text.encoding, self._titles + piece):
                raise NotChunkable
            sheet = read_text(text.data, self._source.name, encoding=text.encoding, limits=self._limits)
        except HlmdiagError as fault:
            raise NotChunkable from fault
        if sheet.problems:
            raise NotChunkable
        above = self._titles.count(b"\n")
        moved = pl.when(pl.col("row") > above).then(pl.col("row") + (line - above)).otherwise("row")
        rows = sheet.rows.cast(pl.Int64).to_frame("row").select(moved.cast(pl.UInt32))
        return replace(sheet, rows=rows.to_series(), given=self._source.columns)

    def _is_encoded_alike(self, encoding: str, piece: bytes) -> bool:
        """Whether a piece is in the encoding of the whole file: UTF-8, or cp1252 that leaves no doubt."""
        if piece.isascii():
            return True
        if self.encoding is None:
            assert self._source.path is not None
            self.encoding = encoding
            is_utf8 = encoding in {"utf-8", "utf-8-sig"}
            return is_utf8 or (encoding == "cp1252" and is_surely_cp1252(self._source.path))
        return encoding == self.encoding
