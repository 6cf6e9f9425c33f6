"""The result as JSON Lines, one unit per line, for programs that stream it; its manifest is a file beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO

from hlmdiag.scoring.json_rows import frame_of_lines
from hlmdiag.scoring.pairs import open_saved_pair
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.saved import plain

if TYPE_CHECKING:
    import polars as pl


def render(result: Result, out: BinaryIO, language: str) -> None:
    """Write every unit, under the names of the result's columns."""
    _write(result.frame, out)


def render_pieces(pieces: Iterable[pl.DataFrame], out: BinaryIO) -> None:
    """Write a stock whose rows come piece by piece."""
    for piece in pieces:
        _write(piece, out)


def render_rolled(result: Result, out: BinaryIO) -> None:
    """Write the wider units alone, which the rows of the result give again."""
    assert result.rolled is not None
    _write(result.rolled, out)


def read(source: BinaryIO, manifest: BinaryIO, name: str = "") -> Result:
    """The result that `render` wrote, with the manifest written beside; `name` is what messages call the file."""
    text = source.read()
    saved = open_saved_pair(manifest.read(), text, name)
    return saved.result(frame_of_lines(text, saved))


def _write(frame: pl.DataFrame, out: BinaryIO) -> None:
    plain(frame).write_ndjson(out)
