"""The day of a grid, by which files made from it are dated: the same grid makes the same file on any day."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Final

LONG_AGO: Final = date(1980, 1, 1)
"""The first day that an archive can have, for a grid that gives none."""


def day_of(text: str | None) -> date:
    """The date of a grid as a day; `LONG_AGO` where it gives none, or one that is no day."""
    with suppress(ValueError):
        return date.fromisoformat(text or "")
    return LONG_AGO
