"""How large a received file may be: nothing honest reaches these sizes, and whoever does can raise them."""

from __future__ import annotations

from dataclasses import dataclass, fields

__all__ = ["LIMITS", "LIMIT_NAMES", "Limits"]


@dataclass(frozen=True)
class Limits:
    """What is refused before it fills the memory. Sizes are in millions of bytes, or of characters for a line."""

    unfolded_mb: int = 2_000
    """A workbook once unfolded."""
    ratio: int = 400
    """How many times larger than the file the unfolded workbook may be."""
    cells: int = 60_000_000
    """The rectangle of a sheet."""
    line_mb: int = 16
    """The first line of a text file: geometries of open data reach hundreds of thousands of characters."""


LIMITS = Limits()
LIMIT_NAMES = tuple(each.name for each in fields(Limits))
