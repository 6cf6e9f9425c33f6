"""The model of an alert on the whole stock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hlmdiag.grid.grounds_model import Source


@dataclass(frozen=True)
class StockAlert:
    """More than a share of the units at `level` or worse; under `at_least` units, a share says nothing."""

    id: str
    level: str
    more_than: float
    at_least: int
    message: str
    source: Source | None = None
