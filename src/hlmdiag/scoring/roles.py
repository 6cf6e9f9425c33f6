"""Which column of a result plays a role of the grid: the name of a unit, its group, how much it holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.grid import Grid


def columns_of_role(grid: Grid, role: str) -> list[str]:
    """The columns of a grid that play a role (`label`, `group`, `size`, `district`…), in its order."""
    return [column.id for column in grid.columns.values() if column.role == role]


def role_of(grid: Grid, role: str, frame: pl.DataFrame) -> str | None:
    """The first column of the result that plays a role, if the grid has one."""
    return next((name for name in columns_of_role(grid, role) if name in frame.columns), None)


def label_of(values: Mapping[str, Any], grid: Grid) -> str | None:
    """The name of a unit out of its row: the first of its label columns that says one."""
    return next((str(values[name]) for name in columns_of_role(grid, "label") if values.get(name)), None)


def unit_labels(grid: Grid, frame: pl.DataFrame) -> pl.Expr:
    """The name of every unit of a result, as `label_of` tells that of one."""
    import polars as pl

    found = [name for name in columns_of_role(grid, "label") if name in frame.columns]
    said = [pl.when(pl.col(name).cast(pl.String) != "").then(pl.col(name).cast(pl.String)) for name in found]
    return pl.coalesce(*said, pl.lit(None, dtype=pl.String)) if said else pl.lit(None, dtype=pl.String)
