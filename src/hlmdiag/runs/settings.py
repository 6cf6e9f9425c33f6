"""Settings of a run about the reading of its files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from hlmdiag.configuration import Configuration, check_columns

if TYPE_CHECKING:
    from hlmdiag.data import Settings
    from hlmdiag.grid import Grid


def settings_for(configuration: Configuration, grids: Iterable[Grid]) -> Settings:
    """Headers, answers and sizes of a settings file; its columns must belong to the grids."""
    from hlmdiag.data.settings import columns_named, settings_of

    check_columns(configuration, [name for grid in grids for name in columns_named(grid)], _columns_of_shipped_grids)
    return settings_of(configuration)


def _columns_of_shipped_grids() -> list[str]:
    from hlmdiag.data.settings import columns_named
    from hlmdiag.grid import load_shipped

    return [name for grid in load_shipped() for name in columns_named(grid)]
