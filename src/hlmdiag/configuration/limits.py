"""How large a received file may be: nothing honest reaches these sizes, and whoever does can raise them."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Limits:
    """What is refused before it fills the memory: within these limits a forged file takes about a gigabyte at most.

    Sizes are in millions of bytes.
    """

    text_mb: int = 200
    """A text file."""
    unfolded_mb: int = 600
    """A workbook, a Parquet file, or what an archive holds once unfolded."""
    ratio: int = 400
    """How many times larger than the file the unfolded workbook may be."""
    cells: int = 15_000_000
    """Rows × columns of a table: 200 000 residences with 75 columns."""
    columns: int = 16_384
    """Columns of a table: as many as a sheet of Excel has."""
    line_mb: int = 16
    """A line of a text file: geometries of open data reach hundreds of thousands of characters."""


LIMITS = Limits()
LIMIT_NAMES = tuple(each.name for each in fields(Limits))
