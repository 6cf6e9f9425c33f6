"""Largest sizes of a received file: honest files stay below, and a user can raise them."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Limits:
    """Sizes refused before they fill the memory: within them a forged file takes about a gigabyte.

    Sizes are in millions of bytes.
    """

    text_mb: int = 200
    """A text file."""
    unfolded_mb: int = 600
    """A workbook, a Parquet file, or what an archive holds once unfolded."""
    ratio: int = 400
    """Largest ratio of an unfolded workbook to its file."""
    cells: int = 15_000_000
    """Rows × columns of a table: 200 000 residences with 75 columns."""
    columns: int = 16_384
    """Columns of a table: as many as a sheet of Excel has."""
    line_mb: int = 16
    """A line of a text file: geometries of open data reach hundreds of thousands of characters."""


LIMITS = Limits()
LIMIT_NAMES = tuple(each.name for each in fields(Limits))
